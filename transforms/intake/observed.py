"""The day a file speaks of: a date in its name, else after 数据截止, 截至, 统计时间 above the
header, else its newest query date."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import PurePosixPath

import polars as pl

from schemas.model import QUERIED_ON
from transforms.intake.spelling import half_width
from transforms.intake.values import FIRST_YEAR, LAST_YEAR

_COMPACT = re.compile(r"(?<![0-9])([0-9]{4})([0-9]{2})([0-9]{2})(?![0-9])")
_WRITTEN = re.compile(r"(?<![0-9])([0-9]{4})\s*[-/._年]\s*([0-9]{1,2})\s*[-/._月]\s*([0-9]{1,2})(?![0-9])")
_SAID = re.compile(r"数据截止|截至|截止|统计时间")
_REACH = 40


def date_in_name(name: str) -> dt.date | None:
    """The newest date a file name holds: 20260320, 2026-03-20 or 2026年3月20日."""
    return max(_dates(half_width(PurePosixPath(name.replace("\\", "/")).name)), default=None)


def date_above(rows: list[list[str | None]]) -> dt.date | None:
    """The date after 数据截止, 截至 or 统计时间, in the same cell or the next ones of the row."""
    for row in rows:
        text = half_width(" ".join(cell for cell in row if cell))
        if said := _SAID.search(text):
            after = _dates(text[said.end() : said.end() + _REACH])
            if after:
                return max(after)
    return None


def newest_query(clean: pl.DataFrame) -> dt.date | None:
    """The newest query date of the accepted rows."""
    newest = clean[QUERIED_ON].max() if QUERIED_ON in clean.columns else None
    return newest if isinstance(newest, dt.date) else None


def _dates(text: str) -> list[dt.date]:
    found = []
    for pattern in (_COMPACT, _WRITTEN):
        for match in pattern.finditer(text):
            try:
                day = dt.date(*map(int, match.groups()))
            except ValueError:
                continue
            if FIRST_YEAR <= day.year <= LAST_YEAR:
                found.append(day)
    return found

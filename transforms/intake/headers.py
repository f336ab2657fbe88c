"""Where the header of a sheet is, which column each header names, and in which unit money stands.

A header matches a spelling of the schema when they agree without spaces, line breaks and width; a unit or a hint on how
to fill in (必填) in brackets at the end does not count. Two rows are joined (男方 + 姓名 →
男方姓名) when that finds more.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from schemas.model import Catalog, Dataset
from transforms.intake.spelling import half_width, plain
from transforms.intake.values import FACTORS

HEADER_ROWS = 30
"""Rows at the top of a sheet among which the header is looked for."""

_MONEY_UNITS = "|".join(sorted((re.escape(u) for u in FACTORS if u), key=len, reverse=True))
_UNIT = rf"(?:单位[:：]?)?(?:人民币)?(?P<money>{_MONEY_UNITS})(?:/[年月人日天户])?"
_HINT = r"(?:单位[:：]?)?(?:M2|平方米|平米|人|口|天|日|间|级|岁|亩|年|月|年月|年月日|%|必填|选填|可空|格式.*|[YMD年月日/.\-]+|[0-9年月日/.\-]+)"
_BRACKET = re.compile(rf"^(?P<name>.+?)[(\[【](?:{_UNIT}|{_HINT})[)\]】]$")
_TAIL = re.compile(rf"^(?P<name>.+?)[/_、,:\-](?P<money>{_MONEY_UNITS})$")
_ABOVE = re.compile(r"单位\s*[:：]\s*(?:人民币)?\s*(?P<money>[百千万亿]?元)(?![\u4e00-\u9fff])")
_ONLY_UNIT = re.compile(rf"^[(\[【]?(?:{_UNIT}|{_HINT})[)\]】]?$")

Spellings = Mapping[str, tuple[str, int]]
"""Plain header → column and how usual the spelling is (0 = the usual one)."""


@dataclass(frozen=True)
class Fit:
    """How one dataset's columns lie in one sheet. `first` and `last` count rows of the grid, not of the spreadsheet."""

    dataset: str
    first: int
    last: int
    labels: tuple[str, ...]
    columns: Mapping[str, int]
    units: Mapping[str, str]
    missing: tuple[str, ...]
    required_names: tuple[str, ...]

    @property
    def rank(self) -> tuple[int, int]:
        """More columns found is a better fit, then more required ones."""
        return len(self.columns), len(self.required_names) - len(self.missing)

    @property
    def is_whole(self) -> bool:
        return not self.missing

    @property
    def ignored(self) -> tuple[str, ...]:
        taken = set(self.columns.values())
        return tuple(label for index, label in enumerate(self.labels) if label and index not in taken)


@lru_cache(maxsize=8192)
def header_forms(header: str) -> tuple[tuple[str, ...], str | None]:
    """The spellings a header may be known by, fullest first, and the money unit it names."""
    text = plain(header).strip("*:'\"")
    forms, unit = [text], None
    if found := _BRACKET.match(text):
        forms.append(found["name"].strip("*:"))
        unit = found["money"]
    elif found := _TAIL.match(text):
        forms.append(found["name"])
        unit = found["money"]
    return tuple(forms), unit


def spellings_of(dataset: Dataset) -> dict[str, tuple[str, int]]:
    """Every accepted header of a dataset, with and without its unit."""
    spellings: dict[str, tuple[str, int]] = {}
    for column in dataset.columns.values():
        for rank, header in enumerate(column.headers):
            for form in header_forms(header)[0]:
                spellings.setdefault(form, (column.name, rank))
    return spellings


def all_spellings(catalog: Catalog) -> dict[str, dict[str, tuple[str, int]]]:
    """`spellings_of` for every dataset."""
    return {name: spellings_of(dataset) for name, dataset in catalog.datasets.items()}


def find_header(dataset: Dataset, spellings: Spellings, top: list[list[str | None]]) -> Fit | None:
    """The rows that name most columns of the dataset; None where no two columns are found."""
    best: tuple[int, int, int] | None = None
    singles = [_match_row(row, spellings) for row in top]
    for index, found in enumerate(singles):
        if len(found) >= 2 and (best is None or len(found) > best[0]):
            best = (len(found), index, index)
    for index in range(len(top) - 1):
        joined = len(_match_row(None, spellings, _join(top[index], top[index + 1])))
        more = joined > max(len(singles[index]), len(singles[index + 1])) and (best is None or joined > best[0])
        units_below = (
            best is not None and index == best[1] == best[2] and joined == best[0] and _is_units(top[index + 1])
        )
        if joined >= 2 and (more or units_below):
            best = (joined, index, index + 1)
    if best is None:
        return None
    _, first, last = best
    options = _join(top[first], top[last]) if last > first else _alone(top[first])
    columns = _match_row(None, spellings, options)
    labels = [" ".join(option[0].split()) if option else "" for option in options]
    units = {}
    for name, index in columns.items():
        unit = next((u for u in (header_forms(option)[1] for option in options[index]) if u), None)
        if unit:
            units[name] = unit
    above = _unit_above(top[:first])
    for column in dataset.columns.values():
        if above and column.type == "money" and column.name in columns:
            units.setdefault(column.name, above)
    required = [column.name for column in dataset.columns.values() if column.required]
    missing = tuple(name for name in required if name not in columns)
    return Fit(dataset.name, first, last, tuple(labels), columns, units, missing, tuple(required))


def _match_row(
    row: list[str | None] | None, spellings: Spellings, options: list[tuple[str, ...]] | None = None
) -> dict[str, int]:
    """Column → position. Of several headers for one column the more usual spelling counts, then the first."""
    if options is None:
        options = _alone(row or [])
    found: dict[str, tuple[int, int]] = {}
    for index, names in enumerate(options):
        hit = next((spellings[form] for name in names for form in header_forms(name)[0] if form in spellings), None)
        if hit is not None:
            column, rank = hit
            if column not in found or (rank, index) < found[column]:
                found[column] = (rank, index)
    return {column: index for column, (_, index) in found.items()}


def _alone(row: list[str | None]) -> list[tuple[str, ...]]:
    """For every position its one name, if it has one."""
    return [(cell,) if cell else () for cell in row]


def _join(upper: list[str | None], lower: list[str | None]) -> list[tuple[str, ...]]:
    """For every position the names it may have, fullest first. A group above runs to the right until the next one."""
    options: list[tuple[str, ...]] = []
    group = None
    for above, below in zip(upper, lower, strict=True):
        above, below = (above or "").strip() or None, (below or "").strip() or None
        group = above or group
        if below is None:
            options.append((above,) if above else ())
        elif group is None:
            options.append((below,))
        elif _ONLY_UNIT.match(plain(below)):
            options.append((f"{above or group}({below.strip('()（）[]【】')})",))
        else:
            options.append((group + below, below))
    return options


def _is_units(row: list[str | None]) -> bool:
    """A row under the header that holds nothing but units or hints."""
    filled = [plain(cell) for cell in row if cell and cell.strip()]
    return bool(filled) and all(_ONLY_UNIT.match(cell) and not cell.isdigit() for cell in filled)


def _unit_above(rows: list[list[str | None]]) -> str | None:
    """What 单位：万元 above the header says for the whole table."""
    for row in rows:
        for cell in row:
            if cell and (found := _ABOVE.search(half_width(cell))):
                return found["money"]
    return None

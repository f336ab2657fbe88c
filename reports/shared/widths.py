"""How wide a column is, and how many lines a text takes in it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from reports.shared.columns import Column, Kind

NUMERIC = {"int", "money", "number", "figure", "rate"}
_NARROW = 0.9  # a 9-point character against the default font in which widths are counted


def width_of(text: str) -> int:
    """Width in half-width characters: a CJK character counts two."""
    return len(text) if text.isascii() else len(text) + (len(text.encode("utf-8", "replace")) - len(text)) // 2


def _printed(value: Any, kind: Kind) -> str:
    if value is None:
        return ""
    if kind in {"money", "figure"}:
        return f"{value:,.2f}"
    if kind == "date":
        return "2026-01-01"
    if kind == "number":
        return f"{value:,.1f}"
    if kind == "rate":
        return "100.0%"
    return str(value)


def lines_of(text: str, width: float) -> int:
    """A bold guess upwards of the lines that wrapped text takes."""
    room = max(width / _NARROW - 1.0, 2)
    if "\n" in text:
        return sum(lines_of(line, width) for line in text.split("\n"))
    return math.ceil(width_of(text) / room) or 1


def widths_of(columns: Sequence[Column], values: Sequence[Sequence[Any]]) -> list[float]:
    """As wide as the widest line, but text not above the cap; a header may take two or three lines."""
    widths = []
    for column, held in zip(columns, values, strict=True):
        title = width_of(column.title)
        header = title if title <= 6 else math.ceil(title / 4) * 2 if title <= 12 else math.ceil(title / 6) * 2
        printed = {_printed(value, column.kind) for value in set(held)}
        content = max((width_of(part) for text in printed for part in text.split("\n")), default=0)
        if column.kind in NUMERIC or column.kind == "date":
            wanted = content + 1.5  # a number that does not fit shows as ####
        else:
            wanted = min(max(content, max(map(width_of, column.choices), default=0)) + 1, column.cap)
        widths.append(round(max(header + 1.5, wanted, column.cap if column.is_input else 0, 5) * _NARROW, 1))
    return widths

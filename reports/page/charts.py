"""Geometry of the page's charts: numbers only, the template draws them. Bars are stretched, so a
hundred units are the whole width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log10

from reports.shared.batch_files import Row

WIDTH, HEIGHT = 400, 210
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 12, 14, 30
_LABELS = 6


def width(value: int, most: int) -> float:
    """The length of one bar, 0 to 100."""
    return round(100 * value / most, 2) if most else 0


def stacked(values: Sequence[int], whole: int) -> list[tuple[float, float]]:
    """(start, length) per part, 0 to 100 together at most."""
    parts, start = [], 0
    for value in values:
        parts.append((width(start, whole), width(value, whole)))
        start += value
    return parts


@dataclass(frozen=True)
class Line:
    title: str
    points: tuple[tuple[float, float], ...]
    last: int


@dataclass(frozen=True)
class LineChart:
    """`grid`: (y, label) of each rule; `ticks`: (x, anchor, label) of some of the batches."""

    lines: tuple[Line, ...]
    grid: tuple[tuple[float, str], ...]
    ticks: tuple[tuple[float, str, str], ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    right: int = WIDTH - _RIGHT


def _step(most: int) -> int:
    """A round distance between rules, so that there are two to five of them."""
    if most <= 4:
        return 1
    base = 10 ** int(log10(most / 4))
    return next(base * factor for factor in (1, 2, 5, 10) if base * factor * 5 >= most)


def lines(rows: Sequence[Row], series: Sequence[tuple[str, str]]) -> LineChart:
    """One line per series over the batches in `rows` (in order)."""
    most = max((row[name] for row in rows for name, _ in series), default=0)
    step = _step(most)
    top = max(1, ceil(most / step)) * step
    inner, height = WIDTH - _LEFT - _RIGHT, HEIGHT - _TOP - _BOTTOM

    def x(index: int) -> float:
        return round(_LEFT + inner * (index / (len(rows) - 1) if len(rows) > 1 else 0.5), 1)

    def y(value: int) -> float:
        return round(_TOP + height * (1 - value / top), 1)

    every = max(1, ceil((len(rows) - 1) / (_LABELS - 1))) if len(rows) > 1 else 1
    shown = sorted(set(range(len(rows) - 1, -1, -every)))
    ticks = []
    for index in shown:
        anchor = "middle" if len(rows) == 1 or 0 < index < len(rows) - 1 else "start" if index == 0 else "end"
        ticks.append((x(index), anchor, rows[index]["as_of"].strftime("%m-%d")))
    return LineChart(
        lines=tuple(
            Line(title, tuple((x(i), y(row[name])) for i, row in enumerate(rows)), rows[-1][name] if rows else 0)
            for name, title in series
        ),
        grid=tuple((y(value), f"{value:,}".replace(",", " ")) for value in range(0, top + 1, step)),
        ticks=tuple(ticks),
    )

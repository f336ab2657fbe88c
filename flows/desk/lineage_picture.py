"""A lineage as SVG: one column per step, from the deliveries on the left to the lists on the right. No
program draws it but this one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape, quoteattr

from transforms.lineage import Graph, layers

_HEIGHT, _GAP, _MARGIN = 24, 10, 20
_WAY = 70  # between two columns of boxes
_LETTER = 7.2  # a Latin letter of 12 px; a Chinese one is nearly twice as wide
_STYLE = (
    "text{font:12px sans-serif;fill:#222}rect{fill:#eef3f8;stroke:#7a92ab}"
    "rect.asked{fill:#ffe9b0;stroke:#b07b00}path{fill:none;stroke:#9aa9b8}"
)


def of_table(graph: Graph, table: str) -> str:
    """All that a table comes from and all that comes from it."""
    arrows = graph.arrows([table, *graph.above(table)]) | graph.arrows([table, *graph.below(table)])
    return draw(arrows, table, {m.table: m.file for m in graph.makers})


def of_column(graph: Graph, column: tuple[str, str], depth: int) -> str:
    """A column, the columns it is made of, and the files that read it."""
    traced = set(graph.trace(column, depth))
    arrows = {
        (".".join(read), ".".join(made))
        for made in traced
        for _, told in graph.expressions(made)
        for read in told.reads & traced
        if read != made
    }
    arrows |= {(".".join(column), maker.table) for maker in graph.readers_of(column)}
    files = {".".join(made): maker.file for made in traced for maker, _ in graph.expressions(made)}
    return draw(arrows, ".".join(column), files)


def draw(arrows: Iterable[tuple[str, str]], asked: str, told: Mapping[str, str]) -> str:
    """The picture; `told`: what a box says when it is pointed at."""
    arrows = sorted(arrows)
    columns: dict[int, list[str]] = {}
    for name, layer in sorted((layers(arrows) or {asked: 0}).items()):
        columns.setdefault(layer, []).append(name)
    boxes: dict[str, tuple[float, float, float]] = {}
    left = float(_MARGIN)
    for layer in sorted(columns):
        width = max(map(_width, columns[layer]))
        for row, name in enumerate(_near_their_sources(columns[layer], arrows, boxes)):
            boxes[name] = (left, _MARGIN + row * (_HEIGHT + _GAP), width)
        left += width + _WAY
    height = _MARGIN * 2 + max(map(len, columns.values())) * (_HEIGHT + _GAP)
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left:.0f}" height="{height}" viewBox="0 0 {left:.0f} {height}">',
        f"<title>{escape(asked)}</title><style>{_STYLE}</style>",
        *(_arrow(boxes[start], boxes[end]) for start, end in arrows),
        *(_box(name, place, told.get(name, name), name == asked) for name, place in boxes.items()),
        "</svg>",
    ]
    return "\n".join(drawn) + "\n"


def _near_their_sources(
    names: list[str], arrows: Iterable[tuple[str, str]], boxes: Mapping[str, tuple[float, float, float]]
) -> list[str]:
    """The boxes of a column in the order of what they come from, so that few arrows cross."""
    heights = {name: [boxes[start][1] for start, end in arrows if end == name and start in boxes] for name in names}
    return sorted(names, key=lambda name: (sum(heights[name]) / max(1, len(heights[name])), name))


def _width(text: str) -> float:
    return 16 + sum(_LETTER * (1 if letter.isascii() else 1.8) for letter in text)


def _arrow(start: tuple[float, float, float], end: tuple[float, float, float]) -> str:
    x, y = start[0] + start[2], start[1] + _HEIGHT / 2
    to_x, to_y = end[0], end[1] + _HEIGHT / 2
    half = (x + to_x) / 2
    return f'<path d="M{x:.0f} {y:.0f}C{half:.0f} {y:.0f} {half:.0f} {to_y:.0f} {to_x:.0f} {to_y:.0f}"/>'


def _box(name: str, place: tuple[float, float, float], told: str, is_asked: bool) -> str:
    x, y, width = place
    kind = ' class="asked"' if is_asked else ""
    return (
        f"<g id={quoteattr(name)}><title>{escape(told)}</title>"
        f'<rect x="{x:.0f}" y="{y:.0f}" width="{width:.0f}" height="{_HEIGHT}" rx="4"{kind}/>'
        f'<text x="{x + 8:.0f}" y="{y + 16:.0f}">{escape(name)}</text></g>'
    )

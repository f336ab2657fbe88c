"""docs/lineage.md, written from the graph: the way from deliveries to lists by chapter, and a
section for each table of mart."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from flows.desk.lineage import LISTED_TITLES, MATCHING, lineage
from schemas.model import tables
from transforms.lineage import Graph

HEADER = """# Lineage

Generated from the SQL by `make lineage`; a test fails when it drifts.
`hedui lineage TABLE` tells the same of every table, and `hedui lineage TABLE.COLUMN` follows one column back to the deliveries.
"""


def page() -> str:
    """The whole page: the chapters as a diagram, then every table of mart."""
    return "\n".join(_lines(lineage()))


def _lines(graph: Graph) -> Iterator[str]:
    yield HEADER
    yield "## Chapters\n\nAn arrow: a chapter reads a table of the other.\n\n```mermaid\nflowchart LR"
    yield from _diagram(graph)
    yield "```\n\n## Tables of mart\n"
    for table in (*tables("mart").values(), *tables("stored").values()):
        yield f"### mart.{table.name} · {table.title}\n"
        yield from _section(graph, f"mart.{table.name}")
        yield ""


def _diagram(graph: Graph) -> Iterator[str]:
    makers = [maker for maker in graph.makers if not maker.is_aside]
    chapters = list(dict.fromkeys(map(_chapter, (maker.chapter for maker in makers))))
    for number, chapter in enumerate(chapters):
        yield f'    c{number}["{chapter}"]'
    home: dict[str, set[str]] = {}
    for maker in makers:
        home.setdefault(maker.table, set()).add(_chapter(maker.chapter))
    arrows = {
        (chapters.index(start), chapters.index(_chapter(maker.chapter)))
        for maker in makers
        for name in graph.reads(maker)
        for start in home.get(name, ())
    }
    yield from (f"    c{start} --> c{end}" for start, end in sorted(arrows) if start != end)


def _chapter(title: str) -> str:
    """The twelve chapters of matching are one here."""
    return MATCHING if title.startswith(MATCHING) else title


def _section(graph: Graph, table: str) -> Iterator[str]:
    for maker in graph.made_by(table):
        yield f"- made by [{maker.file}](../{maker.file})"
        yield from (f"  - from `{name}`" for name in sorted(graph.reads(maker)))
    readers: dict[str, set[str]] = {}
    for maker in graph.read_by(table):
        readers.setdefault(maker.file, set()).add(maker.table)
    for file, made in sorted(readers.items()):
        yield f"- read by [{file}](../{file}) for {', '.join(sorted(made))}"
    if lists := sorted(LISTED_TITLES & set(graph.below(table))):
        yield f"- lists: {'、'.join(lists)}"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")

"""hedui lineage: which SQL makes a table or column, from what, and which lists show it. It needs no
workspace and reads no data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.errors import UsageError

if TYPE_CHECKING:
    from transforms.lineage import Graph, Maker

NameArgument = Annotated[
    str, typer.Argument(metavar="TABLE_OR_COLUMN", help="A table, step, dataset or list; or table.column.")
]
SvgOption = Annotated[Path | None, typer.Option("--svg", metavar="FILE.svg", help="Also draw it.")]
DepthOption = Annotated[int, typer.Option("--depth", metavar="N", min=1, help="Steps back that a column is followed.")]
LONGEST = 110  # characters of an expression


def command(name: NameArgument, svg: SvgOption = None, depth: DepthOption = 5) -> int:
    """Tell which SQL makes a table or column, from what, who reads it, and which lists show it."""
    from flows.desk import lineage_names, lineage_picture
    from flows.desk.lineage import lineage

    if svg is not None and svg.suffix.lower() != ".svg":
        raise UsageError(f"--svg {svg}: name a file that ends in .svg")
    graph = lineage()
    found = lineage_names.found(graph, name)
    if isinstance(found, str):
        lines, drawn = _table(graph, found, lineage_names.others(graph, found)), lineage_picture.of_table(graph, found)
    else:
        lines, drawn = _column(graph, found, depth), lineage_picture.of_column(graph, found, depth)
    print("\n".join(lines))
    if svg is not None:
        try:
            svg.write_text(drawn, encoding="utf-8")
        except OSError as error:
            raise UsageError(f"--svg {svg} cannot be written ({error.strerror}); choose another file") from None
        print(f"drawn in   {svg}")
    return 0


def _table(graph: Graph, table: str, others: list[str]) -> Iterator[str]:
    from flows.desk.lineage import LISTED_TITLES
    from flows.desk.lineage_names import deliveries
    from schemas.model import tables

    described = {f"mart.{name}": held for name, held in tables("mart").items()} | dict(tables("core"))
    yield table + (f"   (also: {', '.join(others)})" if others else "")
    if table in described:
        yield f"holds      {described[table].title}: {described[table].grain}"
    for maker in graph.made_by(table):
        yield f"made by    {maker.file}   ({maker.chapter})"
        yield f"  from     {_joined(graph.reads(maker)) or 'nothing'}"
    if not graph.made_by(table):
        yield "made by    nothing here: it is delivered, or kept from earlier batches"
    yield from _said("deliveries", deliveries(graph, table))
    for maker in _each_file(graph.read_by(table)):
        yield f"read by    {maker.file}   → {_joined({m.table for m in graph.read_by(table) if m.file == maker.file})}"
    yield from _said("lists", (name for name in graph.below(table) if name in LISTED_TITLES))


def _column(graph: Graph, column: tuple[str, str], depth: int) -> Iterator[str]:
    from flows.desk.lineage import LISTED_TITLES

    yield ".".join(column)
    steps = graph.trace(column, depth)
    for each in steps:
        told = list(graph.expressions(each))
        if told:
            yield f"{'.'.join(each)} is made by"
        for maker, expression in told:
            text = expression.text if len(expression.text) <= LONGEST else f"{expression.text[:LONGEST]}…"
            yield f"  {maker.file}{f':{expression.line}' if maker.file.endswith('.sql') else ''}   {text}"
            if expression.reads:
                yield f"    from     {_joined('.'.join(read) for read in expression.reads)}"
    further = len(graph.trace(column)) - len(steps)
    if further:
        yield f"and {further} columns further back; --depth {depth + 3} tells more"
    readers = graph.readers_of(column)
    for maker in _each_file(readers):
        yield f"read by    {maker.file}   → {_joined({m.table for m in readers if m.file == maker.file})}"
    yield from _said("lists", {maker.table for maker in readers} & LISTED_TITLES)


def _said(title: str, names: Iterable[str]) -> Iterator[str]:
    if joined := _joined(names):
        yield f"{title:<10} {joined}"


def _joined(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))


def _each_file(makers: Iterable[Maker]) -> list[Maker]:
    """One maker per file."""
    return list({maker.file: maker for maker in makers}.values())

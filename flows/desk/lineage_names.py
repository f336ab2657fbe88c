"""What somebody means by the name of a table, column, dataset or list of the lineage."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache

from flows.desk.lineage import LISTED_TITLES, delivered_as
from flows.errors import UsageError
from schemas.model import catalog
from transforms.lineage import Graph

_PLACES = ("mart.", "", "clean.", "temp.", "store.core.")
"""Where a bare name is looked for, the analysts' tables first."""


def found(graph: Graph, name: str) -> str | tuple[str, str]:
    """The table or list that a name means, or the table and column. Raises UsageError with the nearest names."""
    if tables_found := _tables(graph, name):
        return tables_found[0]
    start, _, column = name.rpartition(".")
    candidates = _tables(graph, start) if start else []
    for table in candidates:
        if column in graph.columns_of(table):
            return table, column
    if candidates:
        known = [name for table in candidates for name in graph.columns_of(table)]
        near = _nearest(column, known) or f"its columns: {', '.join(known)}"
        raise UsageError(f"{candidates[0]} has no column {column!r}; {near}")
    near = _nearest(name, [*graph.tables, *(t.rpartition(".")[2] for t in graph.tables), *LISTED_TITLES, *_titles()])
    raise UsageError(f"{name!r} is no table, column, dataset or list; {near or 'docs/lineage.md names them all'}")


def others(graph: Graph, table: str) -> list[str]:
    """Other tables of the same bare name."""
    return [other for other in _tables(graph, table.rpartition(".")[2]) if other != table]


def deliveries(graph: Graph, table: str) -> list[str]:
    """The deliveries that a table goes back to."""
    known = {delivered_as(dataset) for dataset in catalog().datasets.values()}
    return [name for name in (table, *graph.above(table)) if name in known]


def _tables(graph: Graph, name: str) -> list[str]:
    """Every table that a name may mean: its own, a list, a dataset by its title, a file or step by its path."""
    wanted = name.lower()
    told = [f"{place}{wanted}" for place in _PLACES]
    if name in _titles():
        told.append(f"clean.{_titles()[name]}")
    made = [table for table in told if table in graph.tables]
    stem = name.removesuffix(".sql")
    by_file = [m.table for m in graph.makers if "/" in name and m.file.rpartition(".")[0].endswith(stem)]
    return list(dict.fromkeys([*made, *by_file, *([name] if name in graph.tables else [])]))


@cache
def _titles() -> dict[str, str]:
    """What staff call a dataset, alone and with its department, to its name."""
    datasets = catalog().datasets.values()
    return {d.title: d.name for d in datasets} | {delivered_as(d): d.name for d in datasets}


def _nearest(name: str, known: Iterable[str]) -> str:
    near = dict.fromkeys(get_close_matches(name, list(known), n=4, cutoff=0.5))
    return f"nearest: {', '.join(near)}" if near else ""

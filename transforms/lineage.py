"""Where a table or column comes from and who reads it: a graph of files that make tables, as far as SQL tells.

The graph knows nothing of this product: flows/desk/lineage.py says which files there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from transforms.columns import Column, Columns, Expression, parts_of
from transforms.statements import Tree, read_in, trees

Name = TypeVar("Name", str, Column)


@dataclass(frozen=True)
class Maker:
    """One file and a table that it makes or adds to, or a list that it fills."""

    table: str
    file: str
    chapter: str
    sql: str | None = None
    reads: frozenset[str] = frozenset()
    """What a maker without SQL reads."""
    names: Mapping[str, str] = field(default_factory=dict, hash=False)
    """The tables that the SQL calls otherwise than the graph; an empty name leaves one out."""
    is_aside: bool = False
    """It makes what a later batch or a trial reads: no step of the way to a list."""


class Graph:
    """Tables, who makes them and who reads them. columns: those of tables that are declared; macros:
    the tables that a macro reads."""

    def __init__(
        self, makers: Iterable[Maker], columns: Mapping[str, tuple[str, ...]], macros: Mapping[str, frozenset[str]]
    ) -> None:
        self.makers = tuple(makers)
        self._columns = dict(columns)
        written = list(dict.fromkeys(maker.sql for maker in self.makers if maker.sql))
        self._trees: dict[str, Tree] = dict(zip(written, trees(written), strict=True))
        self._reads = {maker: self._read_by(maker, macros) for maker in self.makers}
        self._told: dict[Maker, Columns] = {}

    def _read_by(self, maker: Maker, macros: Mapping[str, frozenset[str]]) -> frozenset[str]:
        if maker.sql is None:
            return maker.reads
        tree = self._trees[maker.sql]
        called = {str(part["function_name"]).lower() for part in parts_of(tree, inside=True) if "function_name" in part}
        through = frozenset().union(*(macros[name] for name in called & macros.keys()))
        return frozenset(self._node(maker, name) for name in read_in(tree)) - {""} | through

    @staticmethod
    def _node(maker: Maker, name: str) -> str:
        return maker.names.get(name, name)

    @cached_property
    def tables(self) -> tuple[str, ...]:
        """Every table that is made or read, by name."""
        return tuple(sorted({maker.table for maker in self.makers}.union(*self._reads.values())))

    def reads(self, maker: Maker) -> frozenset[str]:
        return self._reads[maker]

    def made_by(self, table: str) -> list[Maker]:
        return [maker for maker in self.makers if maker.table == table]

    def read_by(self, table: str) -> list[Maker]:
        return [maker for maker in self.makers if table in self._reads[maker]]

    def above(self, table: str) -> list[str]:
        """The tables that a table comes from, near ones first."""
        return _reached(table, lambda name: [t for m in self.made_by(name) if not m.is_aside for t in self._reads[m]])

    def below(self, table: str) -> list[str]:
        """The tables and lists that come from a table, near ones first."""
        return _reached(table, lambda name: [maker.table for maker in self.read_by(name) if not maker.is_aside])

    def arrows(self, tables: Iterable[str]) -> set[Column]:
        """(From, to) between these tables."""
        wanted = set(tables)
        return {
            (name, maker.table)
            for maker in self.makers
            if maker.table in wanted and not maker.is_aside
            for name in self._reads[maker] & wanted - {maker.table}
        }

    def columns_of(self, table: str) -> tuple[str, ...]:
        """The columns of a table: as declared, else as its makers' SQL tells."""
        if table not in self._columns:
            self._columns[table] = ()  # of a table that is made of itself
            made = [self._of(maker).names() for maker in self.made_by(table) if maker.sql and not maker.is_aside]
            self._columns[table] = tuple(dict.fromkeys(name for names in made for name in names))
        return self._columns[table]

    def _of(self, maker: Maker) -> Columns:
        if maker not in self._told:
            self._told[maker] = Columns(
                maker.sql or "", self._trees[maker.sql or ""], lambda name: self.columns_of(self._node(maker, name))
            )
        return self._told[maker]

    def expressions(self, column: Column) -> Iterator[tuple[Maker, Expression]]:
        """What makes a column, one expression per maker and select list; columns it reads go by the graph's names.

        A maker without SQL is taken to hand on columns of the same name.
        """
        for maker in self.made_by(column[0]):
            if maker.is_aside:
                continue
            if maker.sql is None:
                same = frozenset((table, column[1]) for table in maker.reads if column[1] in self.columns_of(table))
                if same:
                    yield maker, Expression(0, column[1], same)
            else:
                for found in self._of(maker).expressions(column[1]):
                    reads = frozenset((self._node(maker, table), name) for table, name in found.reads)
                    yield maker, Expression(found.line, found.text, reads)

    def trace(self, column: Column, depth: int | None = None) -> list[Column]:
        """A column and all that it is made of, near ones first; `depth` steps back where it is given."""
        return [
            column,
            *_reached(column, lambda each: [c for _, told in self.expressions(each) for c in told.reads], depth),
        ]

    def readers_of(self, column: Column) -> list[Maker]:
        """The files that read a column anywhere, in conditions too."""
        return [
            maker
            for maker in self.read_by(column[0])
            if maker.sql and column in {(self._node(maker, table), name) for table, name in self._of(maker).read()}
        ]


def layers(arrows: Iterable[tuple[str, str]]) -> dict[str, int]:
    """For each end of an arrow, how many arrows the longest way to it has; arrows that lead back to
    where a way began do not count."""
    before: dict[str, list[str]] = {}
    for start, end in sorted(arrows):
        before.setdefault(start, [])
        before.setdefault(end, []).append(start)
    found: dict[str, int] = {}

    def layer(name: str, way: tuple[str, ...]) -> int:
        if name not in found:
            earlier = [layer(start, (*way, name)) for start in before[name] if start not in way and start != name]
            found[name] = 1 + max(earlier, default=-1)
        return found[name]

    for name in before:
        layer(name, ())
    return found


def _reached(start: Name, next_of: Callable[[Name], Iterable[Name]], depth: int | None = None) -> list[Name]:
    """What is reached from a start by going on, the near ones first, in the order of their names; without the start."""
    found, now = {start: None}, [start]
    while now and (depth is None or depth > 0):
        now = [name for name in dict.fromkeys(n for each in now for n in sorted(next_of(each))) if name not in found]
        found.update(dict.fromkeys(now))
        depth = None if depth is None else depth - 1
    return list(found)[1:]

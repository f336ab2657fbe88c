"""Which columns a query's columns are made of, as far as its text tells: through CTEs,
subqueries, joins, stars and unions.

What a table's columns are is asked of the caller. A column that no table of the query is known to have is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from transforms.items import Items, place_of
from transforms.statements import Tree, ctes, head, table_of

Column = tuple[str, str]
"""Table and column; the column `*` is a whole row."""
ColumnsOf = Callable[[str], tuple[str, ...]]


@dataclass(frozen=True)
class Expression:
    """One expression that makes a column: where it stands in the statement, its text, and the columns it is made of."""

    line: int
    text: str
    reads: frozenset[Column]


@dataclass
class _Query:
    """A query with the CTEs known to it and, for a subquery, what surrounds it; `aliases` are names given
    to its columns from outside."""

    node: Tree
    ctes: Mapping[str, _Query]
    around: tuple[_Source, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass
class _Source:
    """One entry of FROM: a table, a query, or (both None) a function or list of values."""

    alias: str
    table: str | None = None
    query: _Query | None = None


@dataclass
class _Made:
    """A column that a query makes: the items of select lists that make it, each with the columns that it is made of."""

    name: str
    items: list[tuple[Tree, set[Column]]]

    @property
    def reads(self) -> set[Column]:
        return set().union(*(reads for _, reads in self.items))


class Columns:
    """The columns of one statement and its tree. columns_of: the columns of a table, none where they are not known."""

    def __init__(self, sql: str, tree: Tree, columns_of: ColumnsOf) -> None:
        start = head(sql).query_at
        self._columns_of = columns_of
        self._sql, self._start = sql.encode(), len(sql[:start].encode())
        self._memo: dict[int, list[_Made]] = {}
        statements = tree.get("statements", ())
        self._query = _Query(statements[0]["node"], {}) if statements else None

    def names(self) -> tuple[str, ...]:
        """The columns that the statement's query makes, in order."""
        return tuple(dict.fromkeys(made.name for made in self._made(self._query))) if self._query else ()

    def expressions(self, column: str) -> Iterator[Expression]:
        """What makes a column: one expression per select list of the outermost query that has it, a star as such."""
        tokens = Items(self._sql[self._start :])
        for made in self._made(self._query) if self._query else ():
            for item, reads in made.items if made.name == column else ():
                at, text = tokens.around(place_of(item)) if place_of(item) else (0, "*")
                yield Expression(1 + self._sql[: self._start + at].count(b"\n"), text, frozenset(reads))

    def read(self) -> frozenset[Column]:
        """Every column that the statement reads anywhere, conditions included."""
        return frozenset(self._all(self._query, set())) if self._query else frozenset()

    def _made(self, query: _Query) -> list[_Made]:
        if id(query.node) not in self._memo:
            self._memo[id(query.node)] = []  # of a recursive CTE inside itself
            self._memo[id(query.node)] = self._columns(_with_own_ctes(query))
        found = self._memo[id(query.node)]
        names = [*query.aliases, *(made.name for made in found[len(query.aliases) :])]
        return [_Made(name, made.items) for name, made in zip(names, found, strict=False)]

    def _columns(self, query: _Query) -> list[_Made]:
        branches = _branches(query)
        if not branches:
            return list(self._listed(query))
        first, *others = (self._made(branch) for branch in branches)
        for other in others:
            if "BY_NAME" in query.node.get("setop_type", ""):
                known = {made.name: made for made in first}
                first = [*first, *(made for made in other if made.name not in known)]
                pairs = [(known[made.name], made) for made in other if made.name in known]
            else:
                pairs = list(zip(first, other, strict=False))
            for made, more in pairs:
                made.items = [*made.items, *more.items]
        return first

    def _listed(self, query: _Query) -> Iterator[_Made]:
        """The columns of one select list; later items may use the names of earlier ones."""
        sources = list(_sources(query.node.get("from_table") or {}, query))
        lateral: dict[str, set[Column]] = {}
        for item in query.node.get("select_list", ()):
            if item["class"] == "STAR":
                yield from self._starred(item, sources)
                continue
            lateral[_name(item)] = self._reads(item, sources, query, lateral)
            yield _Made(_name(item), [(item, lateral[_name(item)])])

    def _starred(self, item: Tree, sources: list[_Source]) -> Iterator[_Made]:
        """The columns that a star stands for, where they are known; of a subquery or CTE, as they are made in there."""
        seen = {_last(name) for name in item.get("exclude_list", ())}
        wanted = item.get("relation_name", "").lower()
        for source in sources:
            if wanted not in ("", source.alias):
                continue
            inner = self._made(source.query) if source.query is not None else []
            items = {made.name: made.items for made in inner}
            for name in self._names(source):
                if name not in seen:
                    seen.add(name)
                    yield _Made(name, items[name] if name in items else [(item, self._of(source, name))])

    def _names(self, source: _Source) -> tuple[str, ...]:
        if source.query is not None:
            return tuple(made.name for made in self._made(source.query))
        return self._columns_of(source.table) if source.table else ()

    def _of(self, source: _Source, column: str) -> set[Column]:
        if source.query is not None:
            return set().union(*(made.reads for made in self._made(source.query) if made.name == column))
        return {(source.table, column)} if source.table else set()

    def _reads(
        self, part: Tree, sources: list[_Source], query: _Query, lateral: Mapping[str, set[Column]]
    ) -> set[Column]:
        """The columns that an expression is made of; those of a subquery in it with its conditions."""
        found: set[Column] = set()
        for each in parts_of(part):
            if each.get("class") == "COLUMN_REF":
                found |= self._resolved([name.lower() for name in each["column_names"]], sources, query, lateral)
            elif each.get("class") == "SUBQUERY":
                inner = _Query(each["subquery"]["node"], query.ctes, (*sources, *query.around))
                found |= self._all(inner, set())
        return found

    def _resolved(
        self, names: list[str], sources: list[_Source], query: _Query, lateral: Mapping[str, set[Column]]
    ) -> set[Column]:
        for reach in (sources, query.around):
            for place, name in enumerate(names[:-1]):
                for source in reach:
                    if source.alias == name:
                        return self._of(source, names[place + 1])
            has = [source for source in reach if names[0] in self._names(source)]
            if has:
                return set().union(*(self._of(source, names[0]) for source in has))
            if reach is sources and names[0] in lateral:
                return lateral[names[0]]
            for source in reach:
                if source.alias == names[0]:
                    return {(source.table, "*")} if source.table else set()
        return set()

    def _all(self, query: _Query, seen: set[int]) -> set[Column]:
        """Every column that a query reads, in its CTEs as far as they are used too."""
        found: set[Column] = set()
        if id(query.node) in seen:
            return found
        seen.add(id(query.node))
        query = _with_own_ctes(query)
        for branch in _branches(query):
            found |= self._all(branch, seen)
        sources = list(_sources(query.node.get("from_table") or {}, query))
        for source in sources:
            if source.query is not None:
                found |= self._all(source.query, seen)
        for item in query.node.get("select_list", ()):
            if item["class"] == "STAR":
                found |= set().union(*(made.reads for made in self._starred(item, sources)))
        own = {key: part for key, part in query.node.items() if key not in ("cte_map", "left", "right", "children")}
        return found | self._reads(own, sources, query, {})


def _with_own_ctes(query: _Query) -> _Query:
    """The same query, knowing the CTEs that it begins with."""
    known = dict(query.ctes)
    named = {e["key"].lower(): e["value"].get("aliases", ()) for e in query.node.get("cte_map", {}).get("map", ())}
    for name, inner, own in ctes(query.node, frozenset()):
        aliases = tuple(alias.lower() for alias in named[name])
        before = {**known, name: _Query(inner["node"]["left"], known, query.around, aliases)} if name in own else known
        known = {**known, name: _Query(inner["node"], before, query.around, aliases)}
    return _Query(query.node, known, query.around, query.aliases)


def _branches(query: _Query) -> list[_Query]:
    """The parts of a union and the like; none of a plain query."""
    node = query.node
    parts = [node["left"], node["right"]] if "left" in node else node.get("children", [])
    return [_Query(part, query.ctes, query.around) for part in parts]


def _sources(part: Tree, query: _Query) -> Iterator[_Source]:
    """What stands after FROM, in order."""
    kind, alias = part.get("type"), part.get("alias", "").lower()
    if kind == "JOIN":
        left = tuple(_sources(part["left"], query))
        yield from left
        yield from _sources(part["right"], _Query(query.node, query.ctes, (*left, *query.around)))  # may be lateral
    elif kind == "BASE_TABLE":
        table = table_of(part, frozenset(query.ctes))
        name = part["table_name"].lower()
        yield _Source(alias or name, table) if table else _Source(alias or name, query=query.ctes[name])
    elif kind == "SUBQUERY":
        names = tuple(name.lower() for name in part.get("column_name_alias", ()))
        yield _Source(alias, query=_Query(part["subquery"]["node"], query.ctes, query.around, names))
    elif kind == "PIVOT":
        yield from _sources(part["source"], query)
    elif kind:
        yield _Source(alias)


def parts_of(part: Tree, inside: bool = False) -> Iterator[dict]:
    """A part and all that it holds; what is inside a subquery only if asked for, its
    columns are looked up elsewhere."""
    if isinstance(part, list):
        for each in part:
            yield from parts_of(each, inside)
    elif isinstance(part, dict):
        yield part
        for key, each in part.items():
            if (inside or key != "subquery") and isinstance(each, (dict, list)):
                yield from parts_of(each, inside)


def _name(item: Tree) -> str:
    """The name of a select-list item."""
    return str(item.get("alias") or _last(item.get("column_names") or item.get("function_name", ""))).lower()


def _last(name: object) -> str:
    if isinstance(name, dict):
        name = name.get("column", "")
    return str(name[-1] if isinstance(name, list) else name).lower()

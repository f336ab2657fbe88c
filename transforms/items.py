"""Where an item of a select list begins and ends: DuckDB's parser notes a place inside it,
its tokenizer finds the rest."""

from __future__ import annotations

import duckdb

from transforms.statements import Tree

_ENDS = frozenset(b"FROM WHERE GROUP HAVING ORDER QUALIFY UNION EXCEPT INTERSECT LIMIT WINDOW SELECT".split())
_NOWHERE = 2**63
"""Places above it mean that the parser noted none."""


def place_of(item: Tree) -> int:
    """The first byte that the parser noted for an item."""
    if isinstance(item, list):
        return min(map(place_of, item), default=_NOWHERE)
    if not isinstance(item, dict):
        return _NOWHERE
    own = item.get("query_location", _NOWHERE)
    return min([own if own < _NOWHERE else _NOWHERE, *map(place_of, item.values())])


class Items:
    """The tokens of a query (bytes), to find the whole item around a place in it."""

    def __init__(self, query: bytes) -> None:
        self._query = query
        self._starts = [start for start, _ in duckdb.tokenize(query.decode())]
        ends = [*self._starts[1:], len(query)]
        self._words = [query[a:b].split()[0].upper() for a, b in zip(self._starts, ends, strict=True)]

    def around(self, place: int) -> tuple[int, str]:
        """(First byte, text) of the item. A star that has no place of its own (FROM t)
        stands where the query begins."""
        if not self._starts or place >= _NOWHERE:
            return 0, "*"
        middle = max((n for n, start in enumerate(self._starts) if start <= place), default=0)
        first, depth = middle, 0
        while first and not (depth == 0 and self._is_edge(first - 1)):
            depth += self._opens(first - 1, closing=True)
            if depth < 0:
                break
            first -= 1
        last, depth = middle, 0
        while last < len(self._starts):
            if depth == 0 and last > middle and self._is_edge(last):
                break
            depth += self._opens(last)
            if depth < 0:
                break
            last += 1
        end = self._starts[last] if last < len(self._starts) else len(self._query)
        begin = self._starts[first]
        return begin, _plain(self._query[begin:end].decode())

    def _is_edge(self, n: int) -> bool:
        word = self._words[n]
        if word[:1] == b",":
            return True
        if word == b"FROM" and n and self._words[n - 1] == b"DISTINCT":
            return False
        if word == b"DISTINCT":
            return n > 0 and self._words[n - 1] == b"SELECT"
        return word in _ENDS

    def _opens(self, n: int, closing: bool = False) -> int:
        sign = self._words[n][:1]
        opens, closes = sign in (b"(", b"[", b"{"), sign in (b")", b"]", b"}")
        return (closes - opens) if closing else (opens - closes)


def _plain(text: str) -> str:
    """On one line, without comments."""
    lines = (line.partition("--")[0] for line in text.strip().splitlines())
    return " ".join(" ".join(lines).split()).rstrip(";")

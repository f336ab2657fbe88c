"""What a SQL statement makes and reads, told by DuckDB's own parser: nobody keeps a list of it.

`json_serialize_sql` takes queries only. So the head of a statement (CREATE … AS, INSERT INTO …) is cut off here, and
here alone. A macro is not looked into: what `p()` or `is_known()` read is made before all steps
(transforms/lineage.py does look).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import duckdb

Tree = Any
"""A part of what json_serialize_sql tells: dictionaries, lists, texts, numbers."""

_GAP = r"(?:\s|--[^\n]*(?:\n|\Z)|/\*.*?\*/)"
_WORD = r'(?:"(?:[^"]|"")*"|[^\W\d]\w*)'
_NAME = rf"{_WORD}(?:{_GAP}*\.{_GAP}*{_WORD})*"
_COLUMNS = rf"(?:{_GAP}*\({_GAP}*{_WORD}(?:{_GAP}*,{_GAP}*{_WORD})*{_GAP}*\))?"


def _words(text: str) -> str:
    """A pattern for keywords with any gap between them."""
    return rf"{_GAP}+".join(text.split())


_HEAD = re.compile(
    rf"""{_GAP}*(?:
        CREATE(?:{_GAP}+{_words("OR REPLACE")})?(?:{_GAP}+(?P<temp>TEMP|TEMPORARY))?{_GAP}+(?:TABLE|VIEW){_GAP}+
        (?:{_words("IF NOT EXISTS")}{_GAP}+)?(?P<created>{_NAME}){_COLUMNS}{_GAP}*\bAS\b
        | {_words("INSERT INTO")}{_GAP}+(?P<filled>{_NAME}){_COLUMNS}(?:{_GAP}+{_words("BY NAME")}\b|{_GAP}+{_words("BY POSITION")}\b)?
    )""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
_BLANK = re.compile(rf"(?:{_GAP}|;)*", re.DOTALL)
_TELL = """SELECT json_serialize_sql(query, skip_null := true, skip_empty := true, skip_default := true)
    FROM (SELECT unnest($1) AS query, unnest(range(len($1))) AS place) ORDER BY place"""
_HERE = ("", "main", "steps", "temp")
_RECURSIVE = "RECURSIVE_CTE_NODE"


@dataclass(frozen=True)
class Head:
    """What a statement makes or adds to (None: a bare query), and where its query begins."""

    makes: str | None
    is_temporary: bool
    query_at: int


def head(sql: str) -> Head:
    """The head of one statement, whatever comments, case, quotes and line breaks it has."""
    found = _HEAD.match(sql)
    if found is None:
        return Head(None, False, 0)
    words = re.findall(_WORD, re.sub(rf"{_GAP}+", " ", found["created"] or found["filled"]))
    return Head(_named(*map(_bare, words)), found["temp"] is not None, found.end())


def _bare(word: str) -> str:
    return word[1:-1].replace('""', '"') if word.startswith('"') else word


def _named(*parts: str) -> str:
    """A table's name as we compare it: lower case, without the schemas in which it is found unsaid."""
    schemas, name = [part.lower() for part in parts[:-1] if part], parts[-1].lower()
    return name if len(schemas) <= 1 and "".join(schemas) in _HERE else ".".join([*schemas, name])


def made_by(sql: str) -> str | None:
    """The table or view that a statement makes or adds to; None for a bare query."""
    return head(sql).makes


def read_by(sql: str) -> frozenset[str]:
    """The tables and views that a statement reads anywhere; not the names it gives itself, nor table functions.

    Raises ValueError for what is neither a query nor makes a table from one.
    """
    look_at([sql])
    return _reads[sql]


_reads: dict[str, frozenset[str]] = {}
"""What statements read, by their text. They are the program's own files, so there are only so many."""


def look_at(statements: Iterable[str]) -> None:
    """Have many statements parsed at once, which takes half the time that one after another does."""
    new = [sql for sql in dict.fromkeys(statements) if sql not in _reads]
    for sql, tree in zip(new, trees(new), strict=True):
        _reads[sql] = read_in(tree)


def read_in(tree: Tree) -> frozenset[str]:
    """The tables and views that a parsed query reads."""
    found: set[str] = set()
    _collect(tree, frozenset(), found)
    return frozenset(found)


def trees(statements: Sequence[str]) -> Iterator[Tree]:
    """The query of each statement as DuckDB's parser sees it, a blank one's empty; places count
    bytes from `head(sql).query_at`."""
    queries = [sql[head(sql).query_at :] for sql in statements]
    told: list[tuple[str]] = []
    if not all(map(_BLANK.fullmatch, queries)):
        with duckdb.connect(config={"threads": 1}) as con:
            told = con.execute(_TELL, [queries]).fetchall()
    for sql, query, (text,) in zip(statements, queries, told or [("{}",)] * len(queries), strict=True):
        tree = json.loads(text) if not _BLANK.fullmatch(query) else {}
        if tree.get("error"):
            raise ValueError(
                f"what a statement reads cannot be told ({tree['error_message']}); "
                f"write a query, CREATE … AS or INSERT INTO …: {' '.join(sql.split())[:120]}"
            )
        yield tree


def _collect(part: Tree, own: frozenset[str], found: set[str]) -> None:
    """Add the tables of a part. `own`: the names of CTEs that are known there; a CTE knows those before
    it, and itself if recursive."""
    if isinstance(part, list):
        for each in part:
            if isinstance(each, (dict, list)):
                _collect(each, own, found)
        return
    for name, query, inner in ctes(part, own):
        _collect(query, inner, found)
        own |= {name}
    if part.get("type") == "BASE_TABLE" and (table := table_of(part, own)):
        found.add(table)
    for key, each in part.items():
        if key != "cte_map" and isinstance(each, (dict, list)):
            _collect(each, own, found)


def ctes(part: Tree, own: frozenset[str]) -> Iterator[tuple[str, Tree, frozenset[str]]]:
    """The CTEs that a query begins with: name, query, and the names of CTEs known inside it."""
    for entry in part.get("cte_map", {}).get("map", ()):
        name, query = entry["key"].lower(), entry["value"]["query"]
        yield name, query, own | {name} if query["node"]["type"] == _RECURSIVE else own
        own |= {name}


def table_of(part: Tree, own: frozenset[str] = frozenset()) -> str | None:
    """The table that a BASE_TABLE names; None for a CTE."""
    schemas = [part.get("catalog_name", ""), part.get("schema_name", "")]
    name = _named(*schemas, part["table_name"])
    return None if name in own and not any(schemas) else name


def sql_of(package: str | Traversable, *path: str) -> str:
    """The text of a SQL file of a package or folder, named without `.sql`."""
    folder = files(package) if isinstance(package, str) else package
    return folder.joinpath(*path[:-1], f"{path[-1]}.sql").read_text(encoding="utf-8")

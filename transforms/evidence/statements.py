"""The SQL of this stage: each file of sql/ holds one statement, which makes one table or view.

A file has two kinds of blanks. `$name` is a value, which DuckDB binds. `${name}` is a piece of SQL that depends on the
dataset's contract, such as the parts of its key. Both forms are what SQL linters know as placeholders.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from duckdb import DuckDBPyConnection

_PIECE = re.compile(r"\$\{([a-z_]+)\}")
_VALUE = re.compile(r"\$([a-z_]+)")


@cache
def _read(name: str) -> str:
    return (files("transforms.evidence") / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def run(con: DuckDBPyConnection, name: str, pieces: Mapping[str, str], values: Mapping[str, Any] | None = None) -> None:
    """Run sql/<name>.sql with the pieces and values that it names.

    pieces: SQL text from our own catalog, never from what somebody delivered. values: for DuckDB to bind. Raises
    KeyError when one is missing.
    """
    text = _read(name)
    named = {value: (values or {})[value] for value in _VALUE.findall(text)}
    con.execute(_PIECE.sub(lambda piece: pieces[piece[1]], text), named)

"""DuckDB DDL from the table truth: CREATE TABLE and COMMENT ON statements, nothing executed here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from schemas.model import Table


def quoted(text: str) -> str:
    """A SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def create(table: Table, schema: str = "main", *, replace: bool = False) -> str:
    """CREATE TABLE for one table: OR REPLACE, or only when it does not exist."""
    columns = ", ".join(f'"{c.name}" {c.type}' for c in table.columns)
    head = "CREATE OR REPLACE TABLE" if replace else "CREATE TABLE IF NOT EXISTS"
    return f'{head} {schema}."{table.name}" ({columns})'


def comments(table: Table, schema: str, kind: Literal["TABLE", "VIEW"] = "TABLE") -> Iterator[str]:
    """COMMENT ON statements: title and grain for the table or view; title, unit and closed values for each column."""
    yield f'COMMENT ON {kind} {schema}."{table.name}" IS {quoted(f"{table.title} | {table.grain}")}'
    for column in table.columns:
        unit = f"（{column.unit}）" if column.unit else ""
        values = f" | {', '.join(column.values)}" if column.values else ""
        text = quoted(f"{column.title}{unit}{values}")
        yield f'COMMENT ON COLUMN {schema}."{table.name}"."{column.name}" IS {text}'

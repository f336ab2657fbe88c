"""hedui sql: a read-only DuckDB shell on schema mart."""

from __future__ import annotations

import csv
import sys
from typing import Annotated

import duckdb
import typer

from flows.commands import options
from flows.desk import asked
from flows.errors import UsageError
from flows.storage import published

ROWS_SHOWN = 200


def command(
    query: Annotated[str | None, typer.Argument(metavar='["QUERY"]', help="SQL; without it, a prompt.")] = None,
    workspace: options.WorkspaceOption = options.DEFAULT_WORKSPACE,
) -> int:
    """Query the published tables (schema mart), read-only. A batch may run meanwhile. Output
    that is no terminal gets CSV."""
    with published.reading(workspace) as con:
        con.execute("SET schema = 'mart'")
        con.execute("SET lock_configuration = true")
        asked.say_whether_plain()
        if query is not None:
            _answer(con, query)
        else:
            _prompt(con)
    return 0


def _answer(con: duckdb.DuckDBPyConnection, query: str) -> None:
    """Print the result of each statement; a UsageError with DuckDB's first line when it does not accept one."""
    try:
        for statement in con.extract_statements(query):
            _show(con.sql(statement))
        return
    except duckdb.Error as error:
        said = str(error).partition("\n")[0]
    raise UsageError(f"this query cannot be answered: {said}")


def _show(result: duckdb.DuckDBPyRelation | None) -> None:
    if result is None:
        return
    if sys.stdout.isatty():
        result.show(max_rows=ROWS_SHOWN)
        return
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(result.columns)
    while rows := result.fetchmany(10_000):
        writer.writerows(rows)


def _prompt(con: duckdb.DuckDBPyConnection) -> None:
    """Read queries up to a semicolon until the end of input; an error leaves the prompt open."""
    asks = sys.stdin.isatty()
    if asks:
        print(
            "Schema mart, read-only. End a query with ; and leave with Ctrl-D. Tables: SHOW TABLES; columns: DESCRIBE households;"
        )
    pending = ""
    while True:
        try:
            pending += input(("hedui> " if not pending else "  ...> ") if asks else "") + "\n"
        except EOFError:
            break
        if pending.rstrip().endswith(";"):
            _answer_or_say(con, pending)
            pending = ""
    if pending.strip():
        _answer_or_say(con, pending)


def _answer_or_say(con: duckdb.DuckDBPyConnection, query: str) -> None:
    try:
        _answer(con, query)
    except UsageError as error:
        print(error, file=sys.stderr)

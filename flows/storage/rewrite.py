"""core.duckdb written anew as a whole: under another key, or without some of its rows.

DuckDB does not overwrite the blocks that deleted rows stood in, so only a new file is free of them. The old file stays
in force until the new one is complete, proven and on the disk; then one rename decides. A kill leaves the one or
the other, never half of each.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb

from flows.errors import BatchError
from flows.storage import keys
from flows.storage.disk import forget, overwrite, sync
from flows.storage.workspace import Workspace


@contextmanager
def rewriting(workspace: Workspace, old: str | None, new: str | None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with core.duckdb attached as `store` (read-only) and its empty successor as `fresh`, tables and all.

    When the block is left in order, what `fresh` holds takes the place of core.duckdb. Hold the
    workspace and let no Store be open.
    """
    folder = workspace.work / "rewrite"
    workspace.clear_work()  # what a cut-off batch left was built on the old file
    forget(workspace.evidence)  # as was what batches keep for the next one
    folder.mkdir(parents=True)
    target = folder / "core.duckdb"
    if workspace.core.with_suffix(".duckdb.wal").exists():
        raise BatchError(f"{workspace.core.name} was not closed in order; run hedui status, then this again")
    con = duckdb.connect(config={"autoinstall_known_extensions": "false", "temp_directory": str(folder / "spill")})
    try:
        if old is not None or new is not None:
            keys.enable(con)
        keys.attach(con, workspace.core, "store", old, read_only=True)
        keys.attach(con, target, "fresh", new)
        con.execute("COPY FROM DATABASE store TO fresh (SCHEMA)")
        yield con
        con.execute("CHECKPOINT fresh")
        con.execute("DETACH fresh")
        con.execute("DETACH store")
    finally:
        con.close()
    target.chmod(0o600)
    sync(target)
    _replace(target, workspace.core)
    shutil.rmtree(folder, ignore_errors=True)


def tables(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Every table of core.duckdb as schema."table"."""
    rows = con.execute(
        "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'store' ORDER BY ALL"
    ).fetchall()
    return [f'{schema}."{table}"' for schema, table in rows]


def copy(con: duckdb.DuckDBPyConnection, kept: Mapping[str, str] | None = None) -> dict[str, int]:
    """Copy every table, or of some only the rows that the SELECT in `kept` gives; then read the copy back and compare.
    Returns rows left out by table."""
    left_out = {}
    for table in tables(con):
        select = (kept or {}).get(table, f"FROM store.{table}")
        con.execute(f"INSERT INTO fresh.{table} {select}")
        held = _digest(con, f"FROM fresh.{table}")
        if held != _digest(con, select):
            raise BatchError(
                f"the copy of {table} differs from its original; core.duckdb is unchanged. Run again; if it stays, report this line"
            )
        dropped = con.execute(f"SELECT count(*) FROM store.{table}").fetchall()[0][0] - held[0]
        if dropped:
            left_out[table] = dropped
    return left_out


def _digest(con: duckdb.DuckDBPyConnection, rows: str) -> tuple[int, int]:
    return con.execute(f"SELECT count(*), coalesce(sum(hash(t)::HUGEINT), 0) FROM ({rows}) t").fetchall()[0]


def _replace(fresh: Path, path: Path) -> None:
    """Rename over the old file, then overwrite what the old one left on the disk, unless a backup still links to it."""
    old = os.open(path, os.O_WRONLY)
    try:
        os.replace(fresh, path)
        sync(path.parent)
        if os.fstat(old).st_nlink == 0:
            overwrite(old)
    finally:
        os.close(old)

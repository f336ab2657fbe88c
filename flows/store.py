"""core.duckdb: the tables that outlive a batch, and one transaction per change to them.

The connection is an in-memory one with core.duckdb attached as `store` and, inside a batch, batch.duckdb as the current
catalog: both take a key that way, and neither name is ever the default of a cursor by accident.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

import duckdb

from flows import keys
from schemas import ddl, model


class Store:
    """core.duckdb attached to one connection; writes are serialised, one transaction each."""

    def __init__(self, core: Path, spill: Path) -> None:
        secret = keys.key()
        self._secret = secret
        self.con = duckdb.connect(config={"autoinstall_known_extensions": "false", "temp_directory": str(spill)})
        self._lock = threading.Lock()
        try:
            if secret is not None:
                keys.enable(self.con)
            keys.attach(self.con, core, "store", secret)
            with self.writing() as cursor:
                create_core(cursor)
        except BaseException:
            self.con.close()
            raise

    def attach_batch(self, path: Path) -> None:
        """Make the database of the running batch the current catalog of the connection."""
        keys.attach(self.con, path, "batch", self._secret)
        self.con.execute("USE batch")

    def detach_batch(self) -> None:
        """Let go of the batch's database, so that its files can be deleted."""
        self.con.execute("USE memory")
        self.con.execute("DETACH DATABASE IF EXISTS batch")

    @contextmanager
    def writing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor on core.duckdb inside one transaction: committed whole, or not at all."""
        with self._lock:
            cursor = self.con.cursor()
            try:
                cursor.execute("USE store")
                cursor.execute("BEGIN")
                yield cursor
                cursor.execute("COMMIT")
            finally:
                cursor.close()  # an open transaction is rolled back with its cursor

    def rows(self, query: str, parameters: list | None = None) -> list[tuple]:
        """Rows of a query on core.duckdb, from a cursor of its own."""
        cursor = self.con.cursor()
        try:
            cursor.execute("USE store")
            return cursor.execute(query, parameters or []).fetchall()
        finally:
            cursor.close()

    def close(self) -> None:
        self.con.close()


def add_missing(con: duckdb.DuckDBPyConnection, catalog: str, schema: str, table: str, columns: dict[str, str]) -> None:
    """Columns that this version has and an older file lacks: added, empty for the old rows."""
    known = con.execute(
        "SELECT column_name FROM duckdb_columns() WHERE database_name = ? AND schema_name = ? AND table_name = ?", [catalog, schema, table]
    ).fetchall()
    for name in columns.keys() - {column for (column,) in known}:
        con.execute(f'ALTER TABLE {catalog}.{schema}."{table}" ADD COLUMN "{name}" {columns[name]}')


def create_core(con: duckdb.DuckDBPyConnection) -> None:
    for schema in ("core", "raw", "clean"):
        con.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
    con.execute((files("flows") / "core.sql").read_text(encoding="utf-8"))
    for table in model.tables("core").values():
        if table.lasting:
            con.execute(ddl.create(table, "core"))
            add_missing(con, "store", "core", table.name, {c.name: c.type for c in table.columns})
            for comment in ddl.comments(table, "core"):
                con.execute(comment)
    # The clear register under its contract name, whatever the file is attached as.
    con.execute("CREATE VIEW IF NOT EXISTS main.persons AS SELECT * FROM core.persons")
    for dataset in model.catalog().datasets.values():
        columns = {"content_id": "VARCHAR", "sheet": "VARCHAR", "row": "BIGINT"} | {c.name: c.sql_type for c in dataset.columns.values()}
        listed = ", ".join(f'"{name}" {type_}' for name, type_ in columns.items())
        con.execute(f'CREATE TABLE IF NOT EXISTS clean."{dataset.name}" ({listed})')
        add_missing(con, "store", "clean", dataset.name, columns)

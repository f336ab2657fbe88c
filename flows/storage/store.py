"""core.duckdb: the tables that outlive a batch, and one transaction per change to them.

The connection is an in-memory one with core.duckdb attached as `store` and, inside a batch, batch.duckdb as the current
catalog: both take a key that way, and neither name is ever the default of a cursor by accident.
"""

from __future__ import annotations

import os
import re
import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

import duckdb

from flows.errors import BatchError, UsageError
from flows.storage import keys
from flows.storage.disk import forget
from schemas import ddl, model

MEMORY = "HEDUI_MEMORY"
"""Environment variable: the memory DuckDB may use, such as 800MB or 4GB. Beyond it DuckDB writes to
the workspace's spill folder."""
_MEMORY_SHARE, _MOST_MB, _LEAST_MB = 1 / 4, 1024, 256


def memory_limit() -> str:
    """What HEDUI_MEMORY says; else a quarter of the machine's memory, at least 256 MB and at most 1 GB, which keeps
    a county's batch under 2 GB."""
    if named := os.environ.get(MEMORY):
        if not re.fullmatch(r"[0-9]+(\.[0-9]+)? ?[MG]i?B", named):
            raise UsageError(f"{MEMORY}={named}: give megabytes or gigabytes, such as 800MB or 4GB")
        return named
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**2
    return f"{max(_LEAST_MB, min(_MOST_MB, int(machine * _MEMORY_SHARE)))}MiB"


class Store:
    """core.duckdb attached to one connection; writes are serialised, one transaction each.

    Groups of rows stay as they were written: to put small ones together, as DuckDB would, is to write all of
    raw.contents anew with every batch.
    """

    def __init__(self, core: Path, spill: Path, threads: int | None = None) -> None:
        secret = keys.key()
        self._secret = secret
        limits = {"memory_limit": memory_limit(), "temp_directory": str(spill), "max_vacuum_tasks": "0"}
        self.con = duckdb.connect(config={"autoinstall_known_extensions": "false", **limits})
        self._lock = threading.Lock()
        self._threads = f"SET GLOBAL threads = {threads}" if threads else "RESET GLOBAL threads"
        self._is_taking_in = False
        self.compute()
        try:
            if secret is not None:
                keys.enable(self.con)
            keys.attach(self.con, core, "store", secret)
            shutil.rmtree(spill, ignore_errors=True)  # of a run that was killed: core.duckdb is ours now
            with self.writing() as cursor:
                create_core(cursor)
        except BaseException:
            self.con.close()
            raise

    def add_datasets(self, known: model.Catalog) -> None:
        """Have a table for the clean rows of every dataset, a county's own included."""
        own = {name: dataset for name, dataset in known.datasets.items() if name not in model.catalog().datasets}
        if own:
            with self.writing() as cursor:
                create_clean(cursor, own.values())

    def attach_batch(self, path: Path) -> None:
        """Make the database of the running batch the current catalog of the connection."""
        keys.attach(self.con, path, "batch", self._secret)
        self.con.execute("USE batch")

    def attach_cache(self, path: Path) -> None:
        """Attach what earlier batches gathered; a file that cannot be opened (another key) is made anew, for all
        of it can be gathered again."""
        try:
            keys.attach(self.con, path, "cache", self._secret)
        except BatchError as error:
            if keys.IS_OPEN in str(error):
                raise
            forget(path)
            keys.attach(self.con, path, "cache", self._secret)
        path.chmod(0o600)

    def detach_batch(self) -> None:
        """Let go of the batch's database, so that its files can be deleted: nothing more is written to them."""
        self.con.execute("USE memory")
        self.con.execute("PRAGMA disable_checkpoint_on_shutdown")
        self.con.execute("DETACH DATABASE IF EXISTS batch")
        self.con.execute("PRAGMA enable_checkpoint_on_shutdown")

    def take_in(self) -> None:
        """Settings for many small writes: files share the cores, so DuckDB's threads would only wait; what one
        file leaves is soon written out.

        Each group of rows is compressed when it is full, in `adding`, not all of them when the file
        commits and others wait for it.
        """
        with self._lock:
            if not self._is_taking_in:
                limits = "SET GLOBAL checkpoint_threshold = '16MB'; SET GLOBAL write_buffer_row_group_count = 1"
                self.con.cursor().execute(f"SET GLOBAL threads = 1; {limits}")
                self._is_taking_in = True

    def compute(self) -> None:
        """Settings for large queries: all cores, or as many threads as were given; what a stage writes is
        compressed once, not at every 16 MB."""
        with self._lock:
            limits = "SET GLOBAL checkpoint_threshold = '1GB'; RESET GLOBAL write_buffer_row_group_count"
            self.con.cursor().execute(f"{self._threads}; {limits}")
            self._is_taking_in = False

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

    @contextmanager
    def adding(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Like `writing`, for rows that no other transaction touches, such as those of one file: several add at
        once, and commit one by one."""
        cursor = self.con.cursor()
        try:
            cursor.execute("USE store")
            cursor.execute("BEGIN")
            yield cursor
            with self._lock:
                cursor.execute("COMMIT")
        finally:
            cursor.close()

    @contextmanager
    def reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection of its own for a thread of its own, with the running batch's database as its current catalog."""
        cursor = self.con.cursor()
        try:
            cursor.execute("USE batch")
            yield cursor
        finally:
            cursor.close()

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

    def abandon(self) -> None:
        """Close without bringing the database files up to date: they are about to be deleted."""
        self.con.execute("PRAGMA disable_checkpoint_on_shutdown")
        self.con.close()


def add_missing(con: duckdb.DuckDBPyConnection, catalog: str, schema: str, table: str, columns: dict[str, str]) -> None:
    """Columns that this version has and an older file lacks: added, empty for the old rows."""
    known = con.execute(
        f'FROM {catalog}.{schema}."{table}" LIMIT 0'
    ).description  # duckdb_columns() would go through every table, each time
    for name in columns.keys() - {column for column, *_ in known}:
        con.execute(f'ALTER TABLE {catalog}.{schema}."{table}" ADD COLUMN "{name}" {columns[name]}')


def create_core(con: duckdb.DuckDBPyConnection) -> None:
    for schema in ("core", "raw", "clean"):
        con.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
    con.execute((files("flows.storage") / "core.sql").read_text(encoding="utf-8"))
    for table in model.tables("core").values():
        if table.lasting:
            con.execute(ddl.create(table, "core"))
            add_missing(con, "store", "core", table.name, {c.name: c.type for c in table.columns})
            for comment in ddl.comments(table, "core"):
                con.execute(comment)
    # The clear register under its contract name, whatever the file is attached as.
    con.execute("CREATE VIEW IF NOT EXISTS main.persons AS SELECT * FROM core.persons")
    create_clean(con, model.catalog().datasets.values())


def create_clean(con: duckdb.DuckDBPyConnection, datasets: Iterable[model.Dataset]) -> None:
    """One table per dataset: its clean rows."""
    for dataset in datasets:
        columns = {"content_id": "VARCHAR", "sheet": "VARCHAR", "row": "BIGINT"} | {
            c.name: c.sql_type for c in dataset.columns.values()
        }
        listed = ", ".join(f'"{name}" {type_}' for name, type_ in columns.items())
        con.execute(f'CREATE TABLE IF NOT EXISTS clean."{dataset.name}" ({listed})')
        add_missing(con, "store", "clean", dataset.name, columns)

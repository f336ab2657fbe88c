"""How far a batch has come, stored in its own database, so that a run that was cut off goes on
at its first unfinished stage.

A stage is finished when all it wrote is in batch.duckdb (checkpointed) and its row stands in `journal.finished`. What
is there counts only under the same cache key: the batch, what it was delivered, everything that other commands may have
added to core.duckdb, the policy, and the code. Under any other key, or with a database that cannot be opened, the batch
starts over. What an unfinished stage left is dropped before it runs again.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from importlib.metadata import version

import duckdb

from flows.storage.store import Store
from schemas.batch import Batch
from schemas.program import fingerprint

PACKAGES = ("flows", "reports", "transforms", "schemas", "policies")
ENGINES = ("duckdb", "polars", "xlsxwriter")
REMEMBERED = ("persons", "case_log", "outcomes", "judgements")
"""Tables of core.duckdb that a batch reads besides its deliveries. Every command that adds to them drops what a
cut-off run left; this makes sure."""

_OBJECTS = """
    SELECT schema_name || '.' || table_name AS name, 'TABLE' AS kind, schema_name, table_name FROM duckdb_tables()
    WHERE database_name = 'batch' AND schema_name <> 'journal'
    UNION ALL
    SELECT schema_name || '.' || view_name, 'VIEW', schema_name, view_name FROM duckdb_views() WHERE database_name = 'batch' AND NOT internal
    """


def cache_key(store: Store, batch: Batch) -> str:
    """sha256 over all that the stages after the intake read. Call it when the deliveries
    of the batch are registered."""
    engines = [(name, version(name)) for name in ENGINES]
    digest = hashlib.sha256(repr((batch, engines, fingerprint(*PACKAGES))).encode())
    for table in ("files", "file_issues"):
        rows = store.rows(f"SELECT * FROM core.{table} WHERE batch_id = ? ORDER BY ALL", [batch.batch_id])
        digest.update(repr((table, rows)).encode())
    for table in REMEMBERED:
        digest.update(repr((table, store.rows(f"SELECT count(*) FROM core.{table}"))).encode())
    digest.update(
        repr(store.rows("SELECT batch_id, number, status, finished_at FROM core.batches ORDER BY ALL")).encode()
    )
    return digest.hexdigest()


class Journal:
    """The finished stages of the batch whose database is attached to `con` as `batch`."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self._con = con

    def begin(self, cache_key: str, started_at: datetime) -> None:
        """Note the cache key of what will be in an empty batch database."""
        self._con.execute("CREATE SCHEMA journal")
        self._con.execute("CREATE TABLE journal.finished (stage VARCHAR, objects VARCHAR[])")
        self._con.execute(
            "CREATE TABLE journal.begun AS SELECT $1::VARCHAR AS cache_key, $2::TIMESTAMP AS started_at",
            [cache_key, started_at],
        )

    def started_at(self, cache_key: str) -> datetime | None:
        """When the batch that is in the database was begun; None when it has another cache key, an
        older version's journal, or none."""
        if not self._con.execute(
            "SELECT 1 FROM duckdb_columns() WHERE database_name = 'batch' AND schema_name = 'journal' "
            "AND table_name = 'begun' AND column_name = 'cache_key'"
        ).fetchall():
            return None
        found = self._con.execute("SELECT started_at FROM journal.begun WHERE cache_key = ?", [cache_key]).fetchall()
        return found[0][0] if found else None

    def stages(self) -> set[str]:
        """The finished stages, after what an unfinished one left is dropped."""
        finished = self._con.execute("SELECT stage, objects FROM journal.finished").fetchall()
        kept = {name for _, objects in finished for name in objects}
        for name, kind, schema, table in self._con.execute(_OBJECTS).fetchall():
            if name not in kept:
                self._con.execute(f'DROP {kind} batch."{schema}"."{table}"')
        return {stage for stage, _ in finished}

    def finish(self, stage: str, filled_tables: bool = True) -> None:
        """Note that a stage is finished, once what it wrote is in the file."""
        if filled_tables:
            self._con.execute("CHECKPOINT batch")
        objects = sorted(name for name, *_ in self._con.execute(_OBJECTS).fetchall())
        self._con.execute("INSERT INTO journal.finished VALUES (?, ?)", [stage, objects])

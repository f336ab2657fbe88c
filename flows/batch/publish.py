"""The end of a batch, and what is left of one that never reached it.

Everything is prepared inside work/<batch>/: a whole new hedui.duckdb and the folder of lists. The one moment that
counts is a transaction in core.duckdb (status `publishing`); after it only renames are left, and a start after a kill
finishes them. Before it nothing of the batch is visible, and a start after a kill takes back what the
batch had written to core.duckdb.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import duckdb

from flows.clock import now
from flows.custody.audit import Audit
from flows.storage import star
from flows.storage.disk import sync
from flows.storage.store import Store, add_missing
from flows.storage.workspace import Workspace
from schemas import ddl, model
from schemas.batch import Batch

Remember = Callable[[duckdb.DuckDBPyConnection, Batch], None]
Complete = Callable[[duckdb.DuckDBPyConnection, str], None]


def order_of(table: str) -> str:
    """What its rows are ordered by, so that their order does not depend on how many threads worked: all columns; of the
    longest table, its key, which gives the same order."""
    return "evidence_id, party" if table == "matches" else "ALL"


def record_batch(con: duckdb.DuckDBPyConnection, batch: Batch, started_at: datetime) -> None:
    """Fill mart.batches of the running batch from what was decided."""
    con.execute(ddl.create(model.tables("mart")["batches"], "mart", replace=True))
    con.execute(
        """
        INSERT INTO mart.batches BY NAME
        SELECT ? AS batch_id, ? AS batch_number, ? AS kind, ? AS as_of, ? AS jurisdiction, ? AS policy_version, ? AS started_at, ? AS finished_at,
               ? AS inputs_sha256, (SELECT count(*) FROM mart.households) AS households,
               (SELECT count(DISTINCT person_id) FROM mart.members WHERE register = 'roster') AS persons, 'done' AS status
        """,
        [
            batch.batch_id,
            batch.number,
            batch.kind,
            batch.as_of,
            batch.jurisdiction,
            batch.policy_version,
            started_at,
            now(),
            batch.inputs_sha256,
        ],
    )


def build_warehouse(
    con: duckdb.DuckDBPyConnection, workspace: Workspace, batch: Batch, complete: Complete | None = None
) -> dict[str, int]:
    """A whole new hedui.duckdb beside the published one: its rows, with those of this batch
    in place of any earlier ones.

    Nothing is written to the batch's own database. `complete` adds what depends on more than this batch to the schema
    it is given. Returns the rows of the batch per table, as they were before that.
    """
    rows = {}
    target = workspace.work_of(batch.batch_id) / "hedui.duckdb"
    target.unlink(missing_ok=True)
    if workspace.published.exists():
        shutil.copyfile(workspace.published, target)
    con.execute(f"ATTACH {ddl.quoted(str(target))} AS published")
    try:
        con.execute("BEGIN")
        con.execute("CREATE SCHEMA IF NOT EXISTS published.mart")
        for table in model.tables("mart").values():
            rows[table.name] = (
                _publish_matches(con, batch.batch_id, table)
                if table.name == star.SHOWN
                else _publish_rows(con, batch.batch_id, table)
            )
        con.execute("UPDATE published.mart.batches SET finished_at = ? WHERE batch_id = ?", [now(), batch.batch_id])
        if complete is not None:
            complete(con, "published.mart")
        con.execute("COMMIT")
        con.execute("CHECKPOINT published")
    except BaseException:
        with suppress(duckdb.Error):  # what went wrong before is what is told
            con.execute("ROLLBACK")
        raise
    finally:
        con.execute("DETACH published")
    target.chmod(0o644)
    sync(target)
    return rows


def _publish_rows(con: duckdb.DuckDBPyConnection, batch_id: str, table: model.Table) -> int:
    """The rows of the batch in a table, in place of earlier ones of it; how many."""
    _have(con, table)
    con.execute(f'DELETE FROM published.mart."{table.name}" WHERE batch_id = ?', [batch_id])
    stored = con.execute(
        f'INSERT INTO published.mart."{table.name}" BY NAME SELECT * FROM batch.mart."{table.name}" ORDER BY {order_of(table.name)}'
    )
    return stored.fetchall()[0][0]


def _publish_matches(con: duckdb.DuckDBPyConnection, batch_id: str, shown: model.Table) -> int:
    """The same of the longest one, which is a view over numbers; what an older version
    stored as a table becomes that."""
    for table in model.tables("stored").values():
        _have(con, table)
    kind = "SELECT table_type FROM information_schema.tables WHERE table_catalog = 'published' AND table_schema = 'mart' AND table_name = ?"
    if con.execute(kind, [shown.name]).fetchall() == [("BASE TABLE",)]:
        _have(con, shown)
        star.take_over(con, batch_id)
    star.show(con)
    for comment in ddl.comments(shown, "published.mart", "VIEW"):
        con.execute(comment)
    return star.store(con, batch_id)


def _have(con: duckdb.DuckDBPyConnection, table: model.Table) -> None:
    """A table of the contract, columns that an older file lacks added, and what it says of itself."""
    con.execute(ddl.create(table, "published.mart"))
    add_missing(con, "published", "mart", table.name, {c.name: c.type for c in table.columns})
    for comment in ddl.comments(table, "published.mart"):
        con.execute(comment)


def publish(store: Store, workspace: Workspace, batch: Batch, started_at: datetime, remember: Remember) -> None:
    """Make the prepared batch visible: decide in core.duckdb, then rename. `remember` adds what
    outlives the batch to the decision."""
    row = [
        batch.batch_id,
        batch.number,
        batch.kind,
        batch.as_of,
        batch.jurisdiction,
        batch.policy_version,
        batch.inputs_sha256,
        started_at,
        now(),
    ]
    with store.writing() as cursor:
        cursor.execute("INSERT OR REPLACE INTO core.batches VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'publishing')", row)
        remember(cursor, batch)
        cursor.execute("DELETE FROM core.files_before")
        cursor.execute("DELETE FROM core.running")
    finish(store, workspace, batch.batch_id)


def finish(store: Store, workspace: Workspace, batch_id: str) -> None:
    """Rename what is prepared into place; each step is skipped when it was done before."""
    work = workspace.work_of(batch_id)
    prepared, lists, shown = work / "hedui.duckdb", work / "out", workspace.out_of(batch_id)
    if prepared.exists():
        os.replace(prepared, workspace.published)
        sync(workspace.root)
    if lists.exists():
        _put_in_place(lists, shown, work)
        sync(workspace.out)
    with store.writing() as cursor:
        cursor.execute("UPDATE core.batches SET status = 'done' WHERE batch_id = ?", [batch_id])


def _put_in_place(lists: Path, shown: Path, work: Path) -> None:
    """Rename the folder of lists into place, whole; one of an earlier run of the batch is taken away first."""
    try:
        if shown.exists():
            shutil.rmtree(work / "replaced", ignore_errors=True)
            shown.rename(work / "replaced")
        lists.rename(shown)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _copy_in_place(lists, shown, work)


def _copy_in_place(lists: Path, shown: Path, work: Path) -> None:
    """The same where out/ lies on another disk: copied beside its place under hidden names, then renamed."""
    draft, old = (shown.with_name(f".{shown.name}.{what}") for what in ("part", "replaced"))
    shutil.rmtree(draft, ignore_errors=True)
    shutil.copytree(lists, draft)
    if shown.exists():
        shutil.rmtree(old, ignore_errors=True)
        shown.rename(old)
    draft.rename(shown)
    shutil.rmtree(old, ignore_errors=True)
    lists.rename(work / "copied")


def recover(store: Store, workspace: Workspace, resumable: bool = False) -> None:
    """Bring the workspace to the end of the last decided batch. Call it with the lock held, before anything else.

    What a batch left that was cut off is deleted, for whatever is done now may change what it was built on. Only a run
    that may go on with it says `resumable`, and clears up itself. What DuckDB has spilled is its own to delete.
    """
    for (batch_id,) in store.rows("SELECT batch_id FROM core.batches WHERE status = 'publishing'"):
        finish(store, workspace, batch_id)
        Audit(workspace).record(
            "run", "published", store=store, about={"batch": batch_id}, reason="completed after an interruption"
        )
        shutil.rmtree(workspace.work_of(batch_id), ignore_errors=True)
    with store.writing() as cursor:
        cursor.execute("DELETE FROM core.files WHERE batch_id IN (SELECT batch_id FROM core.running)")
        cursor.execute("INSERT INTO core.files SELECT * FROM core.files_before")
        cursor.execute("DELETE FROM core.files_before")
        cursor.execute("DELETE FROM core.running")
    workspace.clear_work(
        {workspace.spill, *(path.parent for path in workspace.work.glob("*/batch.duckdb") if resumable)}
    )

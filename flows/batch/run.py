"""A batch in progress: the order it follows, and the handle that its stages share.

The handle is a plain object, so that Prefect neither looks into it nor keeps it: connections and clear
values stay in this process.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import duckdb

from flows import clock
from flows.batch import ingest, journal, publish
from flows.batch.corrections import corrected
from flows.batch.journal import Journal
from flows.batch.progress import Progress, Step, Watch
from flows.custody.audit import Audit
from flows.errors import BatchError, explained
from flows.storage import inbox, keys
from flows.storage.disk import forget
from flows.storage.store import Store
from flows.storage.workspace import Workspace
from schemas.batch import Batch, Kind
from schemas.model import Catalog, catalog

if TYPE_CHECKING:
    from transforms.policy import Policy


@dataclass(frozen=True)
class Order:
    """What the officer asked for; paths and codes only, so it may be shown anywhere."""

    inbox: Path
    workspace: Path
    as_of: date
    jurisdiction: str
    kind: Kind
    batch_id: str | None = None
    force: bool = False  # nothing that was read or computed before is used
    wait: float = 0  # seconds to wait while another run holds the workspace


@dataclass(frozen=True)
class Outcome:
    """Where a decided batch is to be found."""

    batch: Batch
    workspace: Path
    lists: Path


class Run:
    """One batch in progress. Stages read and set its attributes; nobody outside the flow sees it."""

    batch: Batch
    policy: Policy
    files: tuple[inbox.Delivered, ...]
    departments: Mapping[str, list[inbox.Delivered]]  # contents to read, by department
    intake: Step

    def __init__(self, order: Order, workspace: Workspace, store: Store, progress: Progress) -> None:
        self.order = order
        self.workspace = workspace
        self.store = store
        self.progress = progress
        self.catalog: Catalog = catalog()
        self.started_at: datetime = clock.now()
        self.journal = Journal(store.con)
        self.finished: set[str] = set()  # stages that a run of this batch finished before it was cut off
        self.rows: Future[dict[str, int]] = Future()  # of the batch, per mart table; known when the warehouse is built
        self.called_off = Event()  # set when what is at work in another thread shall end soon
        self.has_begun = False  # the deliveries are in; from here on evidence is read
        self.is_published = False

    @property
    def con(self) -> duckdb.DuckDBPyConnection:
        """The connection of the batch: batch.duckdb is its current catalog, core.duckdb is attached as `store`."""
        return self.store.con

    @property
    def work(self) -> Path:
        return self.workspace.work_of(self.batch.batch_id)

    @property
    def lists(self) -> Path:
        """Where the lists are prepared, before they are moved in whole."""
        return self.work / "out"

    def identify(self) -> None:
        """Read the inbox and give the batch its identity and its own database."""
        from transforms.assess import check_rules
        from transforms.evidence.contract import refuse_misfits
        from transforms.policy import load

        order = self.order
        self.policy = load(order.jurisdiction, order.as_of)
        check_rules(self.policy)
        if self.policy.require_encryption and keys.key() is None:
            raise BatchError(
                f"policy {order.jurisdiction} requires encryption: set {keys.VARIABLE} to a file that holds the key, then run again"
            )
        self.catalog = self.policy.catalog
        refuse_misfits(self.catalog)
        self.store.add_datasets(self.catalog)
        self.files = corrected(inbox.listed(order.inbox, ingest.reader(self.catalog), inbox.SETTLE), self.catalog)
        if not self.files and not self.store.rows("SELECT 1 FROM core.files LIMIT 1"):
            raise BatchError(
                f"inbox {order.inbox} holds no file and nothing was delivered before; put the departments' files there and run again"
            )
        inputs = inbox.fingerprint(self.files, order.kind, order.jurisdiction)
        batch_id = order.batch_id or f"{order.as_of:%Y%m%d}-{inputs[:8]}"
        self.batch = Batch(
            batch_id, self._number(batch_id), order.kind, order.as_of, order.jurisdiction, self.policy.version, inputs
        )
        self.workspace.clear_work({self.work, self.workspace.spill} if not order.force else {self.workspace.spill})
        if order.force:
            forget(self.workspace.evidence)
        self.store.attach_cache(self.workspace.evidence)
        self._open_database()

    def _open_database(self) -> None:
        """Attach the batch's database: the one that a run left that was cut off, where it can
        be opened, else an empty one."""
        self.work.mkdir(parents=True, exist_ok=True)
        try:
            self.store.attach_batch(self.work / "batch.duckdb")
        except BatchError:
            shutil.rmtree(self.work)
            self.work.mkdir()
            self.store.attach_batch(self.work / "batch.duckdb")

    def resume(self) -> None:
        """Find the stages that need not run again, now that the deliveries are registered; without any, begin anew."""
        self.has_begun = True
        cache_key = journal.cache_key(self.store, self.batch)
        started_at = self.journal.started_at(cache_key)
        if started_at is not None:
            self.started_at = started_at
            self.finished = self.journal.stages()
            return
        self.store.detach_batch()
        shutil.rmtree(self.work)
        self._open_database()
        self.journal.begin(cache_key, self.started_at)

    def _number(self, batch_id: str) -> int:
        """The number this batch had, else the next one."""
        known = self.store.rows("SELECT number FROM core.batches WHERE batch_id = ?", [batch_id])
        return known[0][0] if known else self.store.rows("SELECT coalesce(max(number), 0) + 1 FROM core.batches")[0][0]

    def outcome(self) -> Outcome:
        return Outcome(self.batch, self.workspace.root, self.workspace.out_of(self.batch.batch_id))


@contextmanager
def opened(order: Order, watch: Watch | None = None) -> Iterator[Run]:
    """Hold the workspace for one batch: lock, core.duckdb, and what is left of a run that was cut off.

    When this one is cut off, by a signal or an error, its work stays for the next run of the same batch to go on with;
    but a run that failed while it went on with such work leaves nothing, for the fault may lie there.
    """
    workspace = Workspace(order.workspace)
    with Progress(workspace.timings, watch) as progress, workspace.writer(order.wait, progress.say):
        with explained("opening the workspace"):
            store = open_store(workspace, resumable=True)
        run = Run(order, workspace, store, progress)
        is_doubtful = is_suspect = False
        try:
            with explained("the batch"):
                about = {
                    "as_of": order.as_of,
                    "policy": order.jurisdiction,
                    "kind": order.kind,
                    "batch": order.batch_id,
                }
                Audit(workspace).record("run", "started", store=store, about=about)
                yield run
                progress.finish()
        except Exception:
            is_doubtful, is_suspect = bool(run.finished), run.has_begun
            raise
        finally:
            with suppress(duckdb.Error, OSError):
                store.detach_batch()
                publish.recover(store, workspace, resumable=not (run.is_published or is_doubtful))
            store.close()
            if is_suspect:
                forget(workspace.evidence)  # should the fault lie there, the next run is free of it


def open_store(workspace: Workspace, resumable: bool = False) -> Store:
    """core.duckdb of a workspace whose lock is held, brought to the end of its last decided
    batch; see `publish.recover`."""
    store = Store(workspace.core, workspace.spill)
    try:
        workspace.core.chmod(0o600)
        publish.recover(store, workspace, resumable)
    except BaseException:
        store.close()
        raise
    return store

"""The stages of a batch as Prefect tasks, under names that people understand in the Prefect UI.

Each gets the handle of the run and gives Prefect nothing: no frame and no personal data is a parameter or a result, and
no error text but our own reaches it. Inside, a stage may return the rows it worked on, for the progress. What does the
work is imported where it is used, so that `hedui --help` stays quick.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from duckdb import CatalogException
from prefect import Task, task
from prefect.cache_policies import NO_CACHE
from prefect.states import Completed, State

from flows.batch import ingest, kernels, publish
from flows.batch.answers import complete
from flows.batch.minimums import refuse_thin
from flows.batch.run import Run
from flows.custody.audit import Audit
from flows.errors import BatchError, explained

INTAKE = "Deliveries 报送"


def stage(
    title: str,
    shown: str | None = None,
    lasts: Callable[[Run], bool] | None = None,
    fills_tables: bool = True,
    **options: Any,
) -> Callable[[Callable[..., int | None]], Task[..., State | None]]:
    """A task named `title`: never cached, never persisted, and explained when it fails.
    `shown` is what progress calls it.

    With `lasts`, it is kept when a run of this batch finished it before it was cut off, and what it made is still
    whole. What it wrote to the batch's database is made to last too; not so without `fills_tables`, for then
    another stage may be reading there.
    """

    def wrap(function: Callable[..., int | None]) -> Task[..., State | None]:
        @wraps(function)
        def named(run: Run, *arguments: object) -> State | None:
            with explained(title):
                if lasts is not None and title in run.finished and lasts(run):
                    run.progress.kept(shown or title)
                    return Completed(name="Kept", message="finished by the run of this batch that was cut off")
                if shown is None:
                    function(run, *arguments)
                else:
                    with run.progress.stage(shown) as step:
                        step.rows = function(run, *arguments) or 0
                if lasts is not None:
                    run.journal.finish(title, fills_tables)
            return None

        run_name = title if shown is None else f"{title} {shown.rpartition(' ')[2]}"
        told: dict[str, Any] = {"name": title, "task_run_name": run_name, **options}
        return task(cache_policy=NO_CACHE, persist_result=False, **told)(named)

    return wrap


def _always(_run: Run) -> bool:
    return True


def _evidence_stands(run: Run) -> bool:
    """Whether what the views of the batch show is still there: evidence.duckdb may be deleted at any time."""
    with suppress(CatalogException):
        run.con.execute("SELECT evidence_id FROM evidence LIMIT 0")
        return True
    return False


def _lists_are_whole(run: Run) -> bool:
    from reports.shared.manifest import is_whole

    return is_whole(run.lists)


def _rows(run: Run, table: str) -> int:
    return run.con.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0]


@stage("Read the inbox and the policy", "Inbox and policy 收件")
def identify(run: Run) -> None:
    run.identify()


class UnreadFilesError(BatchError):
    """Some files of a department could not be read, for a reason nobody foresaw."""


def _worth_retrying(_task: object, _task_run: object, state: State) -> bool:
    """Whether a department's failure may pass by itself; a file that changed meanwhile does not change back."""
    return isinstance(state.data, UnreadFilesError)


@stage(
    "Take in deliveries",
    task_run_name="Take in {department}",
    retries=2,
    retry_delay_seconds=1,
    retry_condition_fn=_worth_retrying,
)
def take_in(run: Run, department: str) -> None:
    entries = run.departments[department]
    failures = ingest.take_in_all(run.store, entries, run.catalog, run.intake.advance, run.order.force)
    if failures:
        why = "; ".join(sorted(set(failures.values())))
        raise UnreadFilesError(f"{department}: {len(failures)} of {len(entries)} files could not be read ({why})")


@stage("Register the deliveries")
def register_files(run: Run) -> None:
    ingest.register_files(run.store, run.batch, run.files)
    refuse_thin(run.store, run.batch, run.catalog)
    run.resume()


@stage("Gather evidence", "Evidence 证据", _evidence_stands)
def gather(run: Run) -> int:
    kernels.gather_evidence(run.con, run.catalog, run.batch, run.policy)
    return _rows(run, "evidence")


@stage("Match people", "Matching 比对", _always)
def match(run: Run) -> int:
    kernels.match_people(run.con)
    return _rows(run, "mentions")


@stage("Assess and decide", "Assessment 评估", _always)
def assess(run: Run) -> int:
    kernels.assess_households(run.con, run.batch, run.policy)
    publish.record_batch(run.con, run.batch, run.started_at)
    return _rows(run, "evidence")


@stage("Build the warehouse", "Warehouse 数据库")
def build_warehouse(run: Run) -> int:
    with run.store.reading() as con:
        run.rows.set_result(publish.build_warehouse(con, run.workspace, run.batch, complete(run.batch, run.policy)))
    return sum(run.rows.result().values())


@stage("Write the lists", "Lists 名单", _lists_are_whole, fills_tables=False)
def write_lists(run: Run) -> int:
    from flows.batch.lists import write

    shutil.rmtree(run.lists, ignore_errors=True)
    write(run)
    return _rows(run, "mart.households")


@stage("Publish", "Publishing 发布")
def publish_batch(run: Run) -> None:
    publish.publish(run.store, run.workspace, run.batch, run.started_at, kernels.remember_batch)
    run.is_published = True
    about = {"batch": run.batch.batch_id, "files": len(run.files), "policy_version": run.batch.policy_version}
    Audit(run.workspace).record("run", "published", store=run.store, about=about)

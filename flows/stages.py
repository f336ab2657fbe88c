"""The stages of a batch as Prefect tasks, under names that people understand in the Prefect UI.

Each gets the handle of the run and returns nothing: no frame and no personal data is a parameter or a result, and no
error text but our own reaches Prefect. Stages are imported where they are used, so that `hedui --help` stays quick.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from duckdb import DuckDBPyConnection
from prefect import Task, task
from prefect.cache_policies import NO_CACHE
from prefect.states import State

from flows import ingest, publish
from flows.answers import complete, notices
from flows.audit import Audit
from flows.errors import BatchError, explained
from flows.minimums import refuse_thin
from flows.run import Run
from schemas.batch import Batch


def stage(title: str, **options: object) -> Callable[[Callable[..., None]], Task]:
    """A task named `title`: never cached, never persisted, and explained when it fails."""

    def wrap(function: Callable[..., None]) -> Task:
        @wraps(function)
        def named(*arguments: object) -> None:
            with explained(title):
                function(*arguments)

        return task(named, name=title, cache_policy=NO_CACHE, persist_result=False, **options)

    return wrap


@stage("Read the inbox and the policy")
def identify(run: Run) -> None:
    with run.progress.stage("Inbox and policy 收件"):
        run.identify()


class UnreadFilesError(BatchError):
    """Some files of a department could not be read, for a reason nobody foresaw."""


def _worth_retrying(_task: object, _task_run: object, state: State) -> bool:
    """Whether a department's failure may pass by itself; a file that changed meanwhile does not change back."""
    return isinstance(state.data, UnreadFilesError)


@stage("Take in deliveries", task_run_name="Take in {department}", retries=2, retry_delay_seconds=1, retry_condition_fn=_worth_retrying)
def take_in(run: Run, department: str) -> None:
    entries = run.departments[department]
    failures = ingest.take_in_all(run.store, entries, run.catalog, run.count_file)
    if failures:
        why = "; ".join(sorted(set(failures.values())))
        raise UnreadFilesError(f"{department}: {len(failures)} of {len(entries)} files could not be read ({why})")


@stage("Register the deliveries")
def register_files(run: Run) -> None:
    ingest.register_files(run.store, run.batch, run.files)
    refuse_thin(run.store, run.batch, run.catalog)


@stage("Gather evidence")
def gather(run: Run) -> None:
    from transforms.evidence import gather

    with run.progress.stage("Evidence 证据"):
        gather(run.con, run.catalog, run.batch, run.policy.count("staleness_days"))


@stage("Match people")
def match(run: Run) -> None:
    from transforms.match import match

    with run.progress.stage("Matching 比对"):
        run.con.execute("CREATE OR REPLACE TABLE judgements AS FROM store.core.judgements")
        match(run.con)


@stage("Assess and decide")
def assess(run: Run) -> None:
    from transforms.assess import assess, register
    from transforms.feedback import show
    from transforms.match import queue

    with run.progress.stage("Assessment 评估"):
        run.con.execute("CREATE SCHEMA IF NOT EXISTS mart")
        register(run.con, run.batch)
        assess(run.con, run.batch, run.policy)
        show(run.con, "mart", *notices(run.policy), before=run.batch.number)
        queue(run.con, run.batch.batch_id, "SELECT evidence_id FROM mart.finding_rows JOIN mart.findings USING (finding_id) WHERE code = 'M01'")
        publish.record_batch(run.con, run.batch, run.started_at)


@stage("Write the lists")
def write_lists(run: Run) -> None:
    from flows.lists import write

    with run.progress.stage("Lists 名单"):
        write(run)


@stage("Publish")
def publish_batch(run: Run) -> None:
    from transforms.assess import remember
    from transforms.match import remember_queue

    def keep(con: DuckDBPyConnection, batch: Batch) -> None:
        remember(con, batch)
        remember_queue(con, batch.batch_id)

    with run.progress.stage("Publishing 发布"):
        publish.build_warehouse(run.con, run.workspace, run.batch, complete(run.batch, run.policy))
        publish.publish(run.store, run.workspace, run.batch, run.started_at, keep)
        about = {"batch": run.batch.batch_id, "files": len(run.files), "policy_version": run.batch.policy_version}
        Audit(run.workspace).record("run", "published", store=run.store, about=about)

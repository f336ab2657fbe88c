"""The verification batch, end to end."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

from prefect import flow, runtime
from prefect.task_runners import ThreadPoolTaskRunner

from flows.batch import artifacts, ingest, stages
from flows.batch.run import Order, Outcome, Run, opened
from flows.storage.inbox import by_department
from schemas.batch import Kind

FLOW: dict[str, Any] = {
    "persist_result": False,
    "log_prints": False,
    "task_runner": ThreadPoolTaskRunner(max_workers=min(4, os.cpu_count() or 1)),
}
"""Options of every flow: Prefect keeps no result, and as many departments are taken in at once as
there are cores, at most four."""


def _run_name() -> str:
    asked = runtime.flow_run.parameters
    return f"{asked['jurisdiction']} {asked['as_of']} {asked['kind']}"


@flow(name="hedui verification batch", flow_run_name=_run_name, validate_parameters=False, **FLOW)
def verify_batch(
    inbox: str, workspace: str, as_of: date, jurisdiction: str, kind: Kind = "routine", batch_id: str | None = None, force: bool = False, wait: float = 0
) -> Outcome:  # fmt: skip
    """One batch: deliveries in, township lists out. Parameters are paths and codes; nothing
    is visible before `publish`."""
    return decide(Order(Path(inbox), Path(workspace), as_of, jurisdiction, kind, batch_id, force, wait))


def decide(order: Order) -> Outcome:
    """The batch, inside a flow."""
    with artifacts.progress() as watch, opened(order, watch) as run:
        stages.identify(run)
        _take_in_departments(run)
        for stage in AFTER_INTAKE:
            stage(run)
        _write_beside(run)
        stages.publish_batch(run)
    artifacts.show(run.outcome())
    return run.outcome()


AFTER_INTAKE = (stages.register_files, stages.gather, stages.match, stages.assess)


def _take_in_departments(run: Run) -> None:
    """One task per department; a department that keeps failing has its unread files rejected, and the batch goes on."""
    entries = ingest.unread(run.store, run.files, run.order.force)
    run.departments = by_department(entries, run.catalog)
    with run.progress.stage(stages.INTAKE, sum(entry.bytes for entry in entries)) as run.intake:
        futures = {department: stages.take_in.submit(run, department) for department in run.departments}
        for department, future in futures.items():
            future.wait()
            if not future.state.is_failed():
                continue
            problem = future.state.result(raise_on_failure=False)
            if not isinstance(problem, stages.UnreadFilesError):
                raise problem
            run.progress.say(f"{problem}; these files are left out of this batch")
            ingest.reject_unread(run.store, run.departments[department], run.catalog, department)


def _write_beside(run: Run) -> None:
    """The lists, which Python writes, at the same time as the warehouse, which DuckDB writes. Neither
    is visible before `publish`.

    Where the warehouse fails or the run is asked to stop, the lists are called off and waited for: nothing may be at
    work in the batch's folder when the run ends.
    """
    lists = stages.write_lists.submit(run)
    try:
        stages.build_warehouse(run)
        lists.wait()
    except BaseException:
        run.called_off.set()
        run.rows.cancel()  # else the lists would wait for the rows of the warehouse for ever
        lists.wait()
        raise
    if lists.state.is_failed():
        raise lists.state.result(raise_on_failure=False)

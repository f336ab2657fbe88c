"""The verification batch, end to end."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

from prefect import flow, runtime
from prefect.task_runners import ThreadPoolTaskRunner

from flows import ingest, stages
from flows.inbox import by_department
from flows.run import Order, Outcome, Run, opened


def _run_name() -> str:
    asked = runtime.flow_run.parameters
    return f"{asked['jurisdiction']} {asked['as_of']} {asked['kind']}"


@flow(
    name="hedui verification batch", flow_run_name=_run_name, persist_result=False, log_prints=False, validate_parameters=False,
    task_runner=ThreadPoolTaskRunner(max_workers=min(4, os.cpu_count() or 1)),
)  # fmt: skip
def verify_batch(inbox: str, workspace: str, as_of: date, jurisdiction: str, kind: str = "routine", batch_id: str | None = None) -> Outcome:
    """One batch: deliveries in, township lists out. Parameters are paths and codes; nothing is visible before `publish`."""
    with opened(Order(Path(inbox), Path(workspace), as_of, jurisdiction, kind, batch_id)) as run:
        stages.identify(run)
        _take_in_departments(run)
        stages.register_files(run)
        stages.gather(run)
        stages.match(run)
        stages.assess(run)
        stages.write_lists(run)
        stages.publish_batch(run)
        return run.outcome()


def _take_in_departments(run: Run) -> None:
    """One task per department; a department that keeps failing has its unread files rejected, and the batch goes on."""
    run.departments = by_department(ingest.unread(run.store, run.files), run.catalog)
    with run.progress.stage("Deliveries 报送", sum(map(len, run.departments.values()))) as run.count_file:
        futures = {department: stages.take_in.submit(run, department) for department in run.departments}
        for department, future in futures.items():
            future.wait()
            if not future.state.is_failed():
                continue
            problem = future.state.result(raise_on_failure=False)
            if not isinstance(problem, stages.UnreadFilesError):
                raise problem
            ingest.reject_unread(run.store, run.departments[department], run.catalog, department)

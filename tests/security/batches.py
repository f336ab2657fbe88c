"""A real batch in this process, without Prefect's engine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from flows.batch import ingest, stages, verify
from flows.batch.run import Order, Run, opened


def batch(inbox: Path, workspace: Path, as_of: date) -> str:
    """Run one and return its batch_id."""
    with opened(Order(inbox, workspace, as_of, "example", "routine")) as run:
        _through(run, (*verify.AFTER_INTAKE, stages.build_warehouse, stages.write_lists, stages.publish_batch))
        return run.batch.batch_id


def decided(inbox: Path, workspace: Path, as_of: date, tables: tuple[str, ...]) -> dict[str, list[tuple]]:
    """What one would decide, and nothing of it published: the rows of tables of its mart."""
    with opened(Order(inbox, workspace, as_of, "example", "routine")) as run:
        _through(run, verify.AFTER_INTAKE)
        return {table: run.con.execute(f"SELECT * FROM mart.{table} ORDER BY ALL").fetchall() for table in tables}


def _through(run: Run, after_intake: Sequence) -> None:
    stages.identify.fn(run)
    assert ingest.take_in_all(run.store, run.files, run.catalog, lambda *_: None) == {}
    for stage in after_intake:
        stage.fn(run)

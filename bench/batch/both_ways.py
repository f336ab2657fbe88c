"""One batch through Prefect, as `hedui run` does it, and as plain functions; each from before Prefect is imported, for
it starts its server meanwhile."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

from bench.batch.measure import taken


def through_prefect(inbox: Path, workspace: Path, as_of: date, server: str | None = None) -> dict:
    """`server`: the address of the one that runs; without it, a temporary one is started."""
    if server is not None:
        os.environ["PREFECT_API_URL"] = server
    from flows.service import engine

    whole: dict = {}
    with taken(whole), engine.server() as ready:
        from flows.batch.verify import verify_batch

        ready()
        verify_batch(str(inbox), str(workspace), as_of, "example")
    return whole


def as_functions(inbox: Path, workspace: Path, as_of: date) -> dict:
    whole: dict = {}
    with taken(whole):
        from bench.batch.plain import plain_tasks
        from flows.batch.run import Order
        from flows.batch.verify import decide

        with plain_tasks():
            decide(Order(inbox, workspace, as_of, "example", "routine"))
    return whole

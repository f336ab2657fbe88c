"""The product's own flow, with its tasks called as the plain functions that they wrap."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from unittest import mock

from prefect import Task
from prefect.states import Completed, Failed, State

from bench.batch.measure import Stages, taken
from flows.batch import run, stages, verify


class _Done:
    """What a submitted task is asked for: to wait, and its state."""

    def __init__(self, future) -> None:
        self._future = future
        self.state: State

    def wait(self) -> None:
        error = self._future.exception()
        self.state = Failed(data=error) if error else Completed()


class _Plain:
    def __init__(self, task: Task, pool: ThreadPoolExecutor) -> None:
        self._function, self._pool = task.fn, pool

    def __call__(self, *arguments: object) -> None:
        self._function(*arguments)

    def submit(self, *arguments: object) -> _Done:
        return _Done(self._pool.submit(self._function, *arguments))


@contextmanager
def plain_tasks() -> Iterator[None]:
    """While it lasts, the stages are plain functions; departments are taken in by as many threads as the flow has."""
    tasks = {name: found for name, found in vars(stages).items() if isinstance(found, Task)}
    workers = verify.verify_batch.task_runner._max_workers  # type: ignore[attr-defined]  # Prefect has no public name
    with ThreadPoolExecutor(workers) as pool:
        plain = {name: _Plain(task, pool) for name, task in tasks.items()}
        after = tuple(plain[name] for stage in verify.AFTER_INTAKE for name, task in tasks.items() if task is stage)
        with mock.patch.dict(vars(stages), plain), mock.patch.object(verify, "AFTER_INTAKE", after):
            yield


def batch(inbox: Path, workspace: Path, as_of: date) -> dict:
    """Run one batch without Prefect; what it took, in all and per stage."""
    watches: list[Stages] = []
    whole: dict = {}

    def watch(*told: object) -> Stages:
        watches.append(Stages(*told))
        return watches[-1]

    with plain_tasks(), mock.patch.object(run, "Progress", watch), taken(whole):
        outcome = verify.decide(run.Order(inbox, workspace, as_of, "example", "routine"))
    found = watches[0].found
    whole["peak_mb"] = max(whole["peak_mb"], *(stage["peak_mb"] for stage in found.values()))
    return whole | {"stages": found, "batch_id": outcome.batch.batch_id}

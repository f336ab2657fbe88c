"""One batch that is killed at many moments, each time going on with what the last one left;
the stages are the real ones.

`python -m tests.flows.killed INBOX WORKSPACE AS_OF MOMENT…` forks one process per moment (`<stage>: <moment>`,
`undisturbed`, or `recover`: what the next command does first), so that the imports are paid for once. It prints one
JSON line each: the signal that ended it, the progress it reported, and whether anything of the batch is visible.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
import traceback
from datetime import date
from pathlib import Path
from typing import Any
from unittest import mock

from flows.batch import ingest, journal, publish, run, stages, verify
from flows.batch.run import Order
from flows.storage.inbox import by_department
from flows.storage.workspace import Workspace


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Dying:
    """A connection that kills the process at the nth statement of a stage."""

    def __init__(self, con: object, after: int) -> None:
        self._con, self._left = con, after

    def __getattr__(self, name: str) -> object:
        if name in ("execute", "sql"):
            self._left -= 1
            if self._left == 0:
                die()
        return getattr(self._con, name)


def arm(stage: str, moment: str) -> None:
    """Have this process die at that moment of that stage."""
    finish, build, decided = journal.Journal.finish, publish.build_warehouse, publish.finish

    def dying_finish(self: journal.Journal, title: str, *how: Any) -> None:
        if (title, moment) == (stage, "before its mark"):
            die()
        finish(self, title, *how)
        if (title, moment) == (stage, "after its mark"):
            die()

    def dying_build(*arguments: Any) -> dict[str, int]:
        rows = build(*arguments)
        if (stage, moment) == ("Build the warehouse", "built"):
            die()
        return rows

    def dying_decided(*arguments: Any) -> None:
        if moment == "decided":
            die()
        decided(*arguments)

    mock.patch.object(journal.Journal, "finish", dying_finish).start()
    mock.patch.object(publish, "build_warehouse", dying_build).start()
    mock.patch.object(publish, "finish", dying_decided).start()
    if moment.startswith("statement"):
        for name in ("gather", "match", "assess", "write_lists"):
            task = getattr(stages, name)
            if task.name == stage:
                _count_statements(task, int(moment.split()[1]))


def _count_statements(task: Any, after: int) -> None:
    """Within the task, the run's connection dies at a statement."""
    done = task.fn

    def counted(handle: run.Run) -> object:
        handle.store.con = Dying(handle.store.con, after)
        return done(handle)

    task.fn = counted


def plain(order: Order) -> None:
    """The batch without Prefect, in one thread."""
    with run.opened(order) as handle:
        stages.identify.fn(handle)
        entries = ingest.unread(handle.store, handle.files)
        handle.departments = by_department(entries, handle.catalog)
        with handle.progress.stage(stages.INTAKE, sum(entry.bytes for entry in entries)) as handle.intake:
            for department in handle.departments:
                stages.take_in.fn(handle, department)
        for stage in (*verify.AFTER_INTAKE, stages.build_warehouse, stages.write_lists, stages.publish_batch):
            stage.fn(handle)


def attempt(order: Order, named: str) -> None:
    """What one of the processes does."""
    if named == "recover":
        workspace = Workspace(order.workspace)
        with workspace.writer():
            run.open_store(workspace).close()
        return
    arm(*named.split(": ")) if ":" in named else None
    plain(order)


def main(arguments: list[str]) -> None:
    inbox, workspace, as_of = Path(arguments[0]), Path(arguments[1]), date.fromisoformat(arguments[2])
    for named in arguments[3:]:
        with tempfile.TemporaryFile("w+") as said:
            child = os.fork()
            if child == 0:
                os.dup2(said.fileno(), 2)
                try:
                    attempt(Order(inbox, workspace, as_of, "example", "routine"), named)
                except BaseException:
                    traceback.print_exc()
                    os._exit(1)
                os._exit(0)
            _, status = os.waitpid(child, 0)
            said.seek(0)
            ended = -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
            visible = (workspace / "hedui.duckdb").exists() or any((workspace / "out").iterdir())
            print(json.dumps({"ended": ended, "said": said.read(), "is_visible": visible}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])

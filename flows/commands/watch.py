"""hedui watch: a batch whenever a delivery is complete."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.clock import COUNTY_TIME
from flows.commands import options
from flows.commands.run import Kind
from flows.desk import asked
from flows.errors import Stopped
from flows.service import inbox_watch
from flows.storage.published import holds
from flows.storage.workspace import Workspace

WAIT_MINUTES = 120
UNDECIDED = 1


def command(
    inbox: Annotated[Path, typer.Option("--inbox", metavar="DIR", help="Folder with the departments' files.")],
    workspace: options.WorkspaceOption = options.DEFAULT_WORKSPACE,
    policy: options.PolicyOption = options.DEFAULT_POLICY,
    kind: Annotated[
        Kind, typer.Option("--kind", help="The weekly check, a review of the roster, or applications.")
    ] = "routine",
    settle: Annotated[
        float,
        typer.Option(
            "--settle", metavar="SECONDS", min=0, help="A delivery is complete when nothing changed for so long."
        ),
    ] = 60,
    every: Annotated[float, typer.Option("--every", metavar="SECONDS", min=0.1, help="How often to look.")] = 5,
) -> int:
    """Run a batch whenever a delivery is complete. That is: nothing changed for a while, or NAME.done or .done is
    there. Ends with Ctrl-C or SIGTERM."""
    asked.readable_inbox(inbox)
    asked.outside(workspace, inbox)
    asked.known_policy(policy)
    Workspace(workspace).create()
    asked.say_whether_plain()
    watcher, running = inbox_watch.Watcher(settle), None
    _say(f"watching {inbox}; end with Ctrl-C")
    try:
        while True:
            now = inbox_watch.look(asked.readable_inbox(inbox))
            if watcher.is_due(now, time.monotonic()):
                if holds(workspace, inbox):
                    _say("what lies in the inbox is in the latest batch already")
                else:
                    _say(f"a delivery is complete ({len(now.files)} files in the inbox); the batch begins")
                    running = subprocess.Popen([*_order(inbox, workspace, policy, kind)])
                    code, running = running.wait(), None
                    _say(
                        f"the batch ended with {code}"
                        + ("; it is tried again when the inbox changes" if code == UNDECIDED else "")
                    )
                watcher.done(now)
            time.sleep(every)
    except (KeyboardInterrupt, Stopped) as stop:
        if running is not None:
            if isinstance(stop, Stopped):
                running.terminate()  # Ctrl-C it got itself
            running.wait()  # it says what became of it
            return UNDECIDED
    finally:
        if running is not None and running.poll() is None:
            running.terminate()
            running.wait()
    _say("ended")
    return 0


def _order(inbox: Path, workspace: Path, policy: str, kind: Kind) -> list[str]:
    """The command for one batch, in a process of its own: what it needs of memory is free again afterwards."""
    given = (
        "run",
        "--inbox",
        inbox,
        "--workspace",
        workspace,
        "--policy",
        policy,
        "--kind",
        kind,
        "--wait",
        WAIT_MINUTES,
    )
    return [sys.executable, "-m", "flows.cli", *map(str, given)]


def _say(text: str) -> None:
    print(f"{datetime.now(COUNTY_TIME):%Y-%m-%d %H:%M:%S} {text}", flush=True)

"""hedui audit: the log of who did what, and whether anybody has changed it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from flows.commands import options
from flows.custody.audit import Audit, entries, heads, problems
from flows.desk import asked
from flows.errors import BatchError, UsageError
from flows.storage import keys
from flows.storage.workspace import Workspace

app = typer.Typer(help="Verify or show the log of who did what, and why.", no_args_is_help=False)
LastOption = Annotated[int, typer.Option("--last", metavar="N", min=1, help="How many entries, the newest last.")]


@app.command()
def verify(workspace: options.WorkspaceOption = options.DEFAULT_WORKSPACE) -> int:
    """Check the whole chain against itself and against core.duckdb; any change, gap or cut is
    named, and the exit code is 1."""
    path = _path(workspace)
    asked.say_whether_plain()
    found, count = problems(path, _remembered(Workspace(workspace).core))
    if found:
        told = "; ".join(found[:5]) + (f"; and {len(found) - 5} more" if len(found) > 5 else "")
        raise BatchError(
            f"{path} is not whole: {told}. Keep the file as it is and restore audit.jsonl and core.duckdb from a backup to compare"
        )
    print(f"Audit 审计        {count} entries, whole 完整")
    return 0


@app.command()
def show(workspace: options.WorkspaceOption = options.DEFAULT_WORKSPACE, last: LastOption = 20) -> int:
    """Print the newest entries, one a line."""
    path = _path(workspace)
    asked.say_whether_plain()
    for entry in entries(path)[-last:]:
        about = " ".join(
            f"{name}={json.dumps(value, ensure_ascii=False)}"
            for name, value in (entry.get("about") or {}).items()
            if value is not None
        )
        why = f" because: {entry['reason']}" if entry.get("reason") else ""
        print(
            f"{entry['sequence']} {entry.get('at')} {entry.get('who')}: {entry.get('command')} {entry.get('action')} {about}{why}".rstrip()
        )
    return 0


def _path(workspace: Path) -> Path:
    path = Audit(Workspace(workspace)).path
    if not path.is_file() and not Workspace(workspace).core.is_file():
        raise UsageError(
            f"--workspace {workspace}: nothing was ever recorded here; name a workspace in which hedui has run"
        )
    return path


def _remembered(core: Path) -> list[tuple[int, str]]:
    if not core.is_file():
        return []
    with keys.looking(core) as con:
        return heads(con, "store")

"""The published batches, to be read: hedui.duckdb, and what it tells a run that has not begun."""

from __future__ import annotations

from pathlib import Path

import duckdb

from flows.errors import BatchError, UsageError
from flows.storage.inbox import fingerprint, listed
from flows.storage.workspace import Workspace


def reading(workspace: Path) -> duckdb.DuckDBPyConnection:
    """hedui.duckdb, read-only and shut off from every other file; it keeps its state while
    a batch publishes a new one."""
    path = Workspace(workspace).published
    if not path.is_file():
        raise UsageError(
            f"--workspace {workspace}: there is no finished batch yet (no {path.name}); run `hedui run` first"
        )
    try:
        return duckdb.connect(
            str(path),
            read_only=True,
            config={"enable_external_access": "false", "autoinstall_known_extensions": "false"},
        )
    except duckdb.Error:
        pass
    raise BatchError(
        f"{path} cannot be opened: another program writes to it, or the file is damaged; close that program, or restore the file"
    )


def holds(workspace: Path, inbox: Path) -> bool:
    """Whether the latest batch was made of the very files that lie in the inbox."""
    if not Workspace(workspace).published.is_file():
        return False
    with reading(workspace) as con:
        latest = con.execute(
            "SELECT inputs_sha256, kind, jurisdiction FROM mart.batches ORDER BY batch_number DESC LIMIT 1"
        ).fetchall()
    return any(inputs == fingerprint(listed(inbox), kind, jurisdiction) for inputs, kind, jurisdiction in latest)

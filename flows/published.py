"""What the published batches tell a run that has not begun."""

from __future__ import annotations

from pathlib import Path

from flows.commands import options
from flows.inbox import fingerprint, listed
from flows.workspace import Workspace


def holds(workspace: Path, inbox: Path) -> bool:
    """Whether the latest batch was made of the very files that lie in the inbox."""
    if not Workspace(workspace).published.is_file():
        return False
    con = options.published(workspace)
    try:
        latest = con.execute("SELECT inputs_sha256, kind, jurisdiction FROM mart.batches ORDER BY batch_number DESC LIMIT 1").fetchall()
    finally:
        con.close()
    return any(inputs == fingerprint(listed(inbox), kind, jurisdiction) for inputs, kind, jurisdiction in latest)

"""What was asked for on the command line or in a schedule, checked. A value that is wrong is a
UsageError: one line, exit code 2."""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from flows.clock import today
from flows.errors import UsageError
from flows.storage import keys

if TYPE_CHECKING:
    from reports.shared.texts import Texts

_BATCH_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def day(text: str | None) -> date:
    """The date of --as-of; today on the county's clock when it is not given."""
    if text is None:
        return today()
    found = iso_day(text)
    if found is None:
        raise UsageError(f"--as-of {text!r} is no date; write it as 2026-03-31")
    return found


def iso_day(text: str) -> date | None:
    """A date written as 2026-03-31; None for any other writing, and for a day that no calendar has."""
    with suppress(ValueError):
        return date.fromisoformat(text) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
    return None


def readable_inbox(inbox: Path) -> Path:
    """A folder that exists and can be read."""
    if not inbox.is_dir():
        why = "this is no folder" if inbox.exists() else "there is no such folder"
        raise UsageError(f"--inbox {inbox}: {why}; name the folder with the departments' files")
    if not os.access(inbox, os.R_OK | os.X_OK):
        raise UsageError(f"--inbox {inbox}: the folder cannot be read; check its permissions")
    return inbox


def why(show_ids: bool, reason: str | None) -> str | None:
    """The reason given; a UsageError when full IDs are asked for without one."""
    said = " ".join((reason or "").split())
    if show_ids and not said:
        raise UsageError("--show-ids needs --reason TEXT: full IDs are shown for a recorded reason only")
    return said or None


def outside(workspace: Path, inbox: Path) -> None:
    """A workspace inside the inbox would be read as deliveries."""
    if inbox.resolve() in (workspace.resolve(), *workspace.resolve().parents):
        raise UsageError(f"--workspace {workspace} lies inside the inbox; choose a folder outside it")


def batch_id(text: str | None) -> str | None:
    """The batch id given; it becomes a folder's name, so only plain characters pass."""
    if text is not None and not _BATCH_ID.fullmatch(text):
        raise UsageError(
            f"--batch {text!r}: use at most 64 of the characters A-Z a-z 0-9 . _ - and begin with a letter or digit"
        )
    return text


def known_policy(code: str) -> str:
    """The code of a jurisdiction that hedui has a policy for."""
    from transforms.policy import available

    if code not in available():
        raise UsageError(f"--policy {code!r} is no known jurisdiction; known: {', '.join(available())}")
    return code


def say_whether_plain() -> None:
    """The one line that every command prints when core.duckdb is not encrypted."""
    if keys.key() is None:
        print(keys.PLAIN_NOTICE, file=sys.stderr)


def chosen_batch(con: duckdb.DuckDBPyConnection, given: str | None) -> str:
    """The batch asked for, else the latest; a UsageError when hedui.duckdb does not hold it."""
    if given is None:
        return con.execute("SELECT batch_id FROM mart.batches ORDER BY batch_number DESC LIMIT 1").fetchall()[0][0]
    if not con.execute("SELECT 1 FROM mart.batches WHERE batch_id = ?", [batch_id(given)]).fetchall():
        raise UsageError(f"--batch {given}: there is no such batch; `hedui status` lists them")
    return given


def wording(con: duckdb.DuckDBPyConnection, batch_id: str) -> Texts:
    """What the policy that a batch was decided under calls things."""
    from flows.batch.lists import wording

    asked = "SELECT jurisdiction, as_of FROM mart.batches WHERE batch_id = ?"
    return wording(*con.execute(asked, [batch_id]).fetchall()[0])

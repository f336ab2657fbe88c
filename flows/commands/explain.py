"""hedui explain: the evidence card of a household or a person, in the terminal."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import duckdb
import typer

from flows.commands import options
from flows.custody.audit import Audit
from flows.desk import asked
from flows.errors import UsageError
from flows.storage import keys, published
from flows.storage.workspace import Workspace

_RESIDENT_ID = re.compile(r"[0-9]{17}[0-9Xx]|[0-9]{15}")


def command(
    subject: Annotated[
        str, typer.Argument(metavar="HOUSEHOLD_OR_PERSON", help="户编号, person_id, lead_id, or a resident ID.")
    ],
    workspace: options.WorkspaceOption = options.DEFAULT_WORKSPACE,
    batch: options.BatchOption = None,
    show_ids: options.ShowIdsOption = False,
    reason: options.ReasonOption = None,
) -> int:
    """Print the evidence card of a household or person. Each total with its rows, limit, clause and result.
    Every look goes into the audit."""
    why = asked.why(show_ids, reason)
    if show_ids:
        card = _in_full(subject, workspace, batch, why)
    else:
        card = _masked(subject, workspace, batch, why)
        asked.say_whether_plain()
    print(card)
    return 0


def _masked(subject: str, workspace: Path, batch: str | None, why: str | None) -> str:
    """The card from the published tables alone; core.duckdb only says which person a resident ID is."""
    is_id = bool(_RESIDENT_ID.fullmatch(subject))
    with published.reading(workspace) as con:
        batch_id = asked.chosen_batch(con, batch)
        card = _card(con, batch_id, subject)
        if card is None and is_id:
            card = _card(con, batch_id, _person_of(subject.upper(), workspace))
    log = Audit(Workspace(workspace))
    record = log.record if is_id else log.note
    record("explain", "looked up", about=_about(subject, batch_id, card is not None), reason=why)
    return _found(card, subject, batch_id)


def _in_full(subject: str, workspace: Path, batch: str | None, why: str | None) -> str:
    """The card with full IDs."""
    from flows.custody.unmasked import unmasked_mart
    from flows.desk.desk import desk

    with desk(workspace, "showing full IDs") as opened:
        batch_id = asked.chosen_batch(opened.con, batch)
        with unmasked_mart(opened.store, opened.workspace) as con:
            card = _card(con, batch_id, subject)
            if card is None and _RESIDENT_ID.fullmatch(subject):
                known = opened.store.rows("SELECT person_id FROM core.persons WHERE resident_id = ?", [subject.upper()])
                card = _card(con, batch_id, known[0][0] if known else None)
        opened.record("explain", "looked up", _about(subject, batch_id, card is not None) | {"full_ids": True}, why)
        return _found(card, subject, batch_id)


def _about(subject: str, batch_id: str, is_found: bool) -> dict:
    """What the audit says of a look: a number that hedui knows, or a masked ID; nothing else that was typed."""
    named = subject if is_found or _RESIDENT_ID.fullmatch(subject) else None
    return {"batch": batch_id, "subject": named, "found": is_found}


def _found(card: str | None, subject: str, batch_id: str) -> str:
    if card is None:
        named = "the person of that resident ID" if _RESIDENT_ID.fullmatch(subject) else repr(subject)
        raise UsageError(
            f"{named} is no household, person or lead of batch {batch_id}; find them with `hedui sql` in households, members and leads"
        )
    return card


def _card(con: duckdb.DuckDBPyConnection, batch_id: str, key: str | None) -> str | None:
    from reports.card import render

    try:
        return render(con, batch_id, key, asked.wording(con, batch_id)) if key is not None else None
    except LookupError:
        return None


def _person_of(resident_id: str, workspace: Path) -> str | None:
    """The person_id behind a resident ID, from the clear register in core.duckdb."""
    with keys.looking(Workspace(workspace).core) as con:
        found = con.execute("SELECT person_id FROM store.core.persons WHERE resident_id = ?", [resident_id]).fetchall()
        return found[0][0] if found else None

"""hedui run: one batch, end to end."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import duckdb
import typer

from flows.commands import export, options
from flows.desk import asked
from flows.service import engine
from flows.storage import published
from flows.storage.workspace import Workspace
from schemas.batch import Kind

ISSUES_SHOWN = 20


def command(
    inbox: Annotated[Path, typer.Option("--inbox", metavar="DIR", help="Folder with the departments' files.")],
    workspace: options.WorkspaceOption = options.DEFAULT_WORKSPACE,
    as_of: options.AsOfOption = None,
    policy: options.PolicyOption = options.DEFAULT_POLICY,
    kind: Annotated[
        Kind, typer.Option("--kind", help="The weekly check, a review of the roster, or applications.")
    ] = "routine",
    batch: Annotated[
        str | None, typer.Option("--batch", metavar="ID", help="Its name; made from date and inputs when left out.")
    ] = None,
    show_ids: options.ShowIdsOption = False,
    reason: options.ReasonOption = None,
    passwords: options.PasswordsOption = None,
    force: Annotated[
        bool,
        typer.Option("--force", help="Start over: read every file again, and use nothing of a run that was cut off."),
    ] = False,
    wait: Annotated[
        float,
        typer.Option(
            "--wait", metavar="MINUTES", min=0, help="How long to wait while another run holds the workspace."
        ),
    ] = 0,
) -> int:
    """Run one batch: inbox in, township lists out. Reads, matches, assesses, decides, writes (IDs masked;
    --show-ids adds protected lists)."""
    why = asked.why(show_ids, reason)
    asked.readable_inbox(inbox)
    day, code, batch_id = asked.day(as_of), asked.known_policy(policy), asked.batch_id(batch)
    asked.outside(workspace, inbox)
    os.umask(0o077)  # clear values are the owner's alone; hedui.duckdb is opened to others when it is published
    if not wait:
        Workspace(workspace).refuse_if_held()
    asked.say_whether_plain()

    with engine.server() as ready:
        from flows.batch.verify import verify_batch

        ready()
        outcome = verify_batch(
            str(inbox.resolve()), str(workspace.resolve()), day, code, kind, batch_id, force, wait * 60
        )
    _warn_of_calendar(code, day)
    with published.reading(workspace) as con:
        told = _tell(con, outcome.batch.batch_id, outcome.lists)
    if show_ids:
        export.write(workspace, outcome.batch.batch_id, why, passwords, is_told=True)
    return told


def _warn_of_calendar(code: str, day: date) -> None:
    """One line when a due date of the batch reaches a year whose holidays and make-up days are not known."""
    from transforms.policy import load

    policy = load(code, day)
    warning = policy.calendar.warning(day, policy.calendar.add_working_days(day, policy.count("review.working_days")))
    if warning:
        print(f"warning: {warning}", file=sys.stderr)


def _counted(con: duckdb.DuckDBPyConnection, query: str, batch_id: str) -> dict[str, int]:
    return dict(con.execute(query, [batch_id]).fetchall())


def _named(counts: dict[str, int], names: dict[str, str]) -> str:
    return ", ".join(f"{code} {name} {counts.get(code, 0)}" for code, name in names.items())


def _tell(con: duckdb.DuckDBPyConnection, batch_id: str, lists: Path) -> int:
    """Print what was found and where it lies; 3 when something delivered was left out, else 0."""
    from reports.shared import labels

    number, as_of, kind, households, persons = con.execute(
        "SELECT batch_number, as_of, kind, households, persons FROM mart.batches WHERE batch_id = ?", [batch_id]
    ).fetchall()[0]
    by_list = _counted(con, "SELECT list, count(*) FROM mart.households WHERE batch_id = ? GROUP BY list", batch_id)
    by_result = _counted(
        con, "SELECT result, count(*) FROM mart.applications WHERE batch_id = ? GROUP BY result", batch_id
    )
    leads = con.execute(
        "SELECT count(*), count(*) FILTER (is_urgent) FROM mart.leads WHERE batch_id = ?", [batch_id]
    ).fetchall()[0]
    delivered, stale, datasets = con.execute(
        "SELECT count(*) FILTER (is_delivered), count(*) FILTER (is_stale), count(*) FROM mart.coverage WHERE batch_id = ?",
        [batch_id],
    ).fetchall()[0]
    issues = _counted(
        con,
        "SELECT severity, count(*) FROM mart.issues WHERE batch_id = ? AND code <> 'reading' GROUP BY severity",
        batch_id,
    )
    print(f"Batch 批次        {batch_id} (number {number}, {kind}, as of {as_of})")
    print(f"Deliveries 报送   {delivered} of {datasets} datasets in force, {stale} of them stale")
    print(f"Households 户     {households} with {persons} persons: {_named(by_list, labels.LISTS)}")
    print(f"Leads 线索        {leads[0]}, of them urgent 急难 {leads[1]}")
    print(f"Applications 申请 {sum(by_result.values())}: {_named(by_result, labels.APPLICATION_RESULTS)}")
    print(f"Issues 问题       {_named(issues, labels.SEVERITIES)}")
    print(f"Lists 名单        {lists}")
    return _tell_left_out(con, batch_id, lists)


def _tell_left_out(con: duckdb.DuckDBPyConnection, batch_id: str, lists: Path) -> int:
    left_out = con.execute(
        """
        SELECT severity, file, sheet, "row", column_name, message, fix FROM mart.issues
        WHERE batch_id = ? AND severity IN ('file_rejected', 'row_quarantined') ORDER BY severity, file, sheet, "row", column_name, message
        """,
        [batch_id],
    ).fetchall()
    for severity, file, sheet, row, column, message, fix in left_out[:ISSUES_SHOWN]:
        place = ", ".join(
            text for text in (file, f"sheet {sheet}" if sheet else "", f"row {row}" if row else "", column) if text
        )
        line = f"{'rejected' if severity == 'file_rejected' else 'quarantined'}: {place}: {message}{f'; {fix}' if fix else ''}"
        print(" ".join(line.split()), file=sys.stderr)
    if len(left_out) > ISSUES_SHOWN:
        rest = len(left_out) - ISSUES_SHOWN
        print(
            f"… and {rest} more; all of them stand in mart.issues and in the return slips 退回单 below {lists / '部门'}",
            file=sys.stderr,
        )
    return 3 if left_out else 0

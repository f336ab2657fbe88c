"""hedui report: the 核对报告 of households as Word documents; how often each was made is remembered."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands import options
from flows.custody.passwords import passwords_for
from flows.custody.unmasked import unmasked_mart
from flows.desk import asked
from flows.desk.desk import Decided, Desk, desk, placed
from flows.errors import UsageError
from reports.shared.naming import file_name

if TYPE_CHECKING:
    from reports.shared.batch_files import BatchFiles
    from reports.verification import Report

HouseholdsArgument = Annotated[
    list[str], typer.Argument(metavar="HOUSEHOLD…", help="户编号, of the roster or of an application.")
]
PrintedOption = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="Date that the report bears, as 2026-03-31; today when left out."),
]


def command(
    households: HouseholdsArgument,
    workspace: options.WorkspaceOption = options.DEFAULT_WORKSPACE,
    batch: options.BatchOption = None,
    as_of: PrintedOption = None,
    show_ids: options.ShowIdsOption = False,
    reason: options.ReasonOption = None,
    passwords: options.PasswordsOption = None,
) -> int:
    """Write the 核对报告 of households as Word documents. They lie in out/<batch>/核对报告/; with full IDs,
    under the township's password."""
    from reports.shared import protect
    from reports.shared.batch_files import open_batch

    printed_on, why = asked.day(as_of), asked.why(show_ids, reason)
    with desk(workspace, "writing the reports") as opened:
        decided = opened.batch(asked.chosen_batch(opened.con, batch))
        with unmasked_mart(opened.store, opened.workspace) if show_ids else nullcontext(opened.con) as con:
            files = open_batch(con, decided.batch_id, decided.out, decided.texts)
            found = _gathered(files, households)
            wanted = [
                protect.township_of(report.household["township"]) for reports in found.values() for report in reports
            ]
            known, told = passwords_for(opened.store, opened.workspace, wanted, passwords) if show_ids else ({}, None)
            opened.record(
                "report", "exported", {"batch": decided.batch_id, "households": list(found), "full_ids": show_ids}, why
            )
            folder = decided.out / protect.FOLDER / "核对报告" if show_ids else decided.out / "核对报告"
            for household, reports in found.items():
                for report in reports:
                    content, print_number = _printed(opened, decided, files, report, printed_on)
                    if show_ids:
                        content = protect.protected(content, known[protect.township_of(report.household["township"])])
                    kind = "_申请" if len(reports) > 1 and report.household["register"] == "application" else ""
                    path = placed(folder / f"{file_name(household)}{kind}.docx", content)
                    _remember(opened, decided, household, print_number, printed_on)
                    print(f"Report 核对报告    {path} (print {print_number})")
            if told is not None:
                print(f"Passwords 密码    {told} (readable by you alone; tell each township its own)")
    return 0


def _gathered(files: BatchFiles, households: list[str]) -> dict[str, list[Report]]:
    from reports import verification

    found = {}
    for household in dict.fromkeys(households):
        try:
            found[household] = verification.gather(files, household)
        except LookupError:
            raise UsageError(
                f"{household!r} is no household of batch {files.batch_id}; `hedui sql` finds them in households and applications"
            ) from None
    return found


def _printed(opened: Desk, decided: Decided, files: BatchFiles, report: Report, printed_on: date) -> tuple[bytes, int]:
    """The document, and the how-many-th of its household it is."""
    from reports import verification

    counted = opened.store.rows(
        "SELECT coalesce(max(print_number), 0) + 1 FROM core.report_prints WHERE batch_id = ? AND household_id = ?",
        [decided.batch_id, report.household["household_id"]],
    )
    return verification.render(files, report, decided.policy.contacts, counted[0][0], printed_on), counted[0][0]


def _remember(opened: Desk, batch: Decided, household: str, print_number: int, printed_on: date) -> None:
    with opened.store.writing() as cursor:
        cursor.execute(
            "INSERT INTO core.report_prints BY NAME SELECT ? AS batch_id, ? AS household_id, ? AS print_number, ? AS printed_on",
            [batch.batch_id, household, print_number, printed_on],
        )

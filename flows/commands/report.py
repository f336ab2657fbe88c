"""hedui report: the 核对报告 of households as Word documents; how often each was made is remembered."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.commands import options
from flows.desk import Decided, Desk, desk, placed
from flows.errors import UsageError
from reports.naming import file_name

HouseholdsArgument = Annotated[list[str], typer.Argument(metavar="HOUSEHOLD…", help="户编号, of the roster or of an application.")]
PrintedOption = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="Date that the report bears, as 2026-03-31; today when left out.")]


def command(
    households: HouseholdsArgument,
    workspace: options.WorkspaceOption = options.DEFAULT_WORKSPACE,
    batch: options.BatchOption = None,
    as_of: PrintedOption = None,
) -> int:
    """Write the report of each household (IDs masked) to out/<batch>/核对报告/."""
    from reports import verification
    from reports.batch_files import open_batch

    printed_on = options.day(as_of)
    with desk(workspace, "writing the reports") as opened:
        decided = opened.batch(options.chosen_batch(opened.con, batch))
        files = open_batch(opened.con, decided.batch_id, decided.out, decided.texts)
        found = {}
        for household in dict.fromkeys(households):
            try:
                found[household] = verification.gather(files, household)
            except LookupError:
                raise UsageError(f"{household!r} is no household of batch {decided.batch_id}; `hedui sql` finds them in households and applications") from None
        opened.record("report", "exported", {"batch": decided.batch_id, "households": list(found)})
        for household, reports in found.items():
            for report in reports:
                print_number = _next_print(opened, decided, household)
                content = verification.render(files, report, decided.policy.contacts, print_number, printed_on)
                kind = "_申请" if len(reports) > 1 and report.household["register"] == "application" else ""
                path = placed(decided.out / "核对报告" / f"{file_name(household)}{kind}.docx", content)
                _remember(opened, decided, household, print_number, printed_on)
                print(f"Report 核对报告    {path} (print {print_number})")
    return 0


def _next_print(opened: Desk, batch: Decided, household: str) -> int:
    counted = opened.store.rows(
        "SELECT coalesce(max(print_number), 0) + 1 FROM core.report_prints WHERE batch_id = ? AND household_id = ?", [batch.batch_id, household]
    )
    return counted[0][0]


def _remember(opened: Desk, batch: Decided, household: str, print_number: int, printed_on) -> None:
    with opened.store.writing() as cursor:
        cursor.execute(
            "INSERT INTO core.report_prints BY NAME SELECT ? AS batch_id, ? AS household_id, ? AS print_number, ? AS printed_on",
            [batch.batch_id, household, print_number, printed_on],
        )

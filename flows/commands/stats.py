"""hedui stats: the figures of a period, over its batches, per township."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands import options
from flows.custody.audit import Audit
from flows.desk import asked
from flows.errors import UsageError
from flows.storage import published
from flows.storage.workspace import Workspace

if TYPE_CHECKING:
    from reports.period import Period

FromOption = Annotated[
    str | None, typer.Option("--from", metavar="DATE", help="First assessment date; the first batch's when left out.")
]
ToOption = Annotated[
    str | None, typer.Option("--to", metavar="DATE", help="Last assessment date; the last batch's when left out.")
]
OutOption = Annotated[
    Path | None, typer.Option("--out", metavar="FILE.xlsx", help="Also write the figures as a workbook.")
]
# What the terminal shows per township: title, measure, count.
_SHOWN = (
    ("户次", "核对户次", "户次"), ("人次", "核对人次", "人次"), ("户", "在册户、人", "户"), ("人", "在册户、人", "人"), ("疑点户", "疑点户", "户"),
    ("拟退出户", "拟退出", "户"), ("确认退出户", "确认退出", "户"), ("渐退户", "给予渐退", "户"),
    ("不予确认户", "不予确认", "户"), ("线索", "拟新增线索", "条"),
)  # fmt: skip


def command(
    workspace: options.WorkspaceOption = options.DEFAULT_WORKSPACE,
    first: FromOption = None,
    last: ToOption = None,
    out: OutOption = None,
) -> int:
    """Print the figures of a period, over its batches. The exit code is 3 when a reconciliation (勾稽) fails."""
    from reports import period

    begins, ends = _day(first, "--from"), _day(last, "--to")
    if begins and ends and begins > ends:
        raise UsageError(f"--from {begins} is later than --to {ends}")
    if out is not None and out.suffix.lower() != ".xlsx":
        raise UsageError(f"--out {out}: name a file that ends in .xlsx")
    try:
        with published.reading(workspace) as con:
            asked.say_whether_plain()
            found = period.gather(con, begins, ends)
    except LookupError:
        raise UsageError(
            f"no batch has its assessment date from {begins or 'the beginning'} to {ends or 'now'}; `hedui status` lists them"
        ) from None
    print(period.sentence(found))
    _print_rates(found)
    _print_townships(found)
    for row in found.failed:
        print(f"勾稽不通过: {row['item']}：{row['left']} ≠ {row['right']}", file=sys.stderr)
    print(f"勾稽 {len(found.checks)} 项，不通过 {len(found.failed)} 项")
    if out is not None:
        about = {"from": found.first, "to": found.last, "batches": len(found.batches)}
        Audit(Workspace(workspace)).note("stats", "exported", about)
        try:
            print(f"Figures 统计      {period.save(found, out)}")
        except OSError as error:
            raise UsageError(f"--out {out} cannot be written ({error.strerror}); choose another file") from None
    return 3 if found.failed else 0


def _day(text: str | None, option: str) -> date | None:
    try:
        return asked.day(text) if text is not None else None
    except UsageError as error:
        raise UsageError(str(error).replace("--as-of", option)) from None


def _print_rates(found: Period) -> None:
    from reports.period import RATES

    for name in RATES:
        numerator, denominator, rate = found.rate(name)
        print(f"  {name} {numerator}/{denominator} = {'—' if rate is None else f'{100 * rate:.1f}%'}")


def _print_townships(found: Period) -> None:
    from reports.period import COUNTY

    table = [["乡镇", *(title for title, _, _ in _SHOWN)]]
    table += [
        [place, *(str(found.count(measure, of, place)) for _, measure, of in _SHOWN)]
        for place in (*found.townships, COUNTY)
    ]
    widths = [max(map(_width, column)) for column in zip(*table, strict=True)]
    for row in table:
        blanks = [" " * (width - _width(text)) for text, width in zip(row, widths, strict=True)]
        padded = [blank + text for blank, text in zip(blanks[1:], row[1:], strict=True)]
        print("  " + "  ".join([row[0] + blanks[0], *padded]))


def _width(text: str) -> int:
    from reports.shared.widths import width_of

    return width_of(text)

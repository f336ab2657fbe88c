"""hedui purge: old deliveries and lists go, statistics and answers stay, and the proof is printed."""

from __future__ import annotations

import calendar
import os
import re
from contextlib import closing
from datetime import date
from typing import Annotated

import typer

from flows.commands import options
from flows.desk import asked
from flows.errors import UsageError, explained
from flows.storage import published
from flows.storage.workspace import Workspace

OlderOption = Annotated[
    str,
    typer.Option(
        "--older-than",
        metavar="DATE|MONTHS",
        help="A date, as 2025-06-30, or a number of months, as 24 or '24 months'.",
    ),
]
YesOption = Annotated[bool, typer.Option("--yes", help="Do it; without it, only told what would go.")]
_MONTHS = re.compile(r"([0-9]{1,4})\s*(?:months?|m|个月)?")


def command(
    older_than: OlderOption,
    workspace: options.WorkspaceOption = options.DEFAULT_WORKSPACE,
    yes: YesOption = False,
    reason: options.ReasonOption = None,
) -> int:
    """Remove old deliveries and lists, and prove it. What a later batch rests on stays, and
    so do statistics and answers."""
    from flows.batch.run import open_store
    from flows.custody.audit import Audit
    from flows.custody.retention import Plan, looked_at, purge

    cutoff = before(older_than, asked.day(None))
    home = Workspace(workspace.resolve())
    published.reading(home.root).close()
    asked.say_whether_plain()
    os.umask(0o077)

    def tell(plan: Plan) -> None:
        print(
            f"Batches 批次      {len(plan.batches)} assessed before {cutoff}{': ' if plan.batches else ''}{', '.join(plan.batches)}"
        )
        print(
            f"Deliveries 报送   {plan.as_delivered} as delivered, {plan.cleaned} of them also as cleaned rows; {plan.people} people of the register"
        )
        print(f"Files 文件        {len(plan.paths)} folders and return workbooks")

    with home.writer(), explained("removing old data"):
        with closing(open_store(home)) as store:
            if yes:
                Audit(home).record("purge", "started", store=store, about={"before": cutoff}, reason=reason)
        plan = looked_at(home, cutoff)
        tell(plan)
        if not yes:
            print(
                "Nothing was removed; add --yes to do it"
                if not plan.is_empty
                else "Nothing is old enough to be removed"
            )
            return 0
        plan, removed = purge(home, cutoff)
        about = {
            "before": cutoff,
            "batches": list(plan.batches),
            "rows": removed,
            "paths": len(plan.paths),
            "numbers": plan.numbers,
        }
        Audit(home).record("purge", "purged", about=about, reason=reason)
    print(f"Removed 已清除    {sum(removed.values())} rows")
    print(
        f"Proof 证明        {plan.numbers} IDs, phones and accounts stood in nothing else; none is in a row of core.duckdb or a byte of the workspace"
    )
    return 0


def before(text: str, today: date) -> date:
    """The day before which batches are old."""
    months = _MONTHS.fullmatch(text.strip())
    if months:
        total = today.year * 12 + today.month - 1 - int(months[1])
        if total >= 12:
            year, month = divmod(total, 12)
            return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))
    if (found := asked.iso_day(text)) is not None:
        return found
    raise UsageError(f"--older-than {text!r}: write a date as 2025-06-30, or a number of months as '24 months'")

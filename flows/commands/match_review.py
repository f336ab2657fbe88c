"""hedui match-review: the doubtful matches of the latest batch as a workbook to judge, and the judgements back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from flows.commands import options
from flows.desk import asked
from flows.errors import UsageError

OutOption = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE.xlsx", help="Write the pairs that nobody has judged to this workbook."),
]
TakeOption = Annotated[Path | None, typer.Option("--take", metavar="FILE.xlsx", help="Take a filled-in workbook back.")]


def command(
    workspace: options.WorkspaceOption = options.DEFAULT_WORKSPACE,
    out: OutOption = None,
    take: TakeOption = None,
    show_ids: options.ShowIdsOption = False,
    reason: options.ReasonOption = None,
    passwords: options.PasswordsOption = None,
) -> int:
    """Ask a person about doubtful matches. --out writes the workbook, --take reads it back; a
    judged pair is never asked again."""
    if (out is None) == (take is None):
        raise UsageError("match-review needs either --out FILE.xlsx or --take FILE.xlsx")
    why = asked.why(show_ids, reason)
    from flows.desk.judgements import ask, take_back

    if out is not None:
        written, told = ask(workspace, out, why, passwords, show_ids)
        print(
            f"Pairs 待判断      {written} written to {out}"
            if written
            else "Pairs 待判断      none: nothing matters that nobody has judged"
        )
        if told is not None:
            print(f"Password 密码     the one of 县级 in {told} (readable by you alone)")
        return 0
    if take is None or not take.is_file():
        raise UsageError(f"--take {take}: there is no such file")
    taken = take_back(workspace, take)
    print(
        f"Judgements 判断   {taken.accepted} taken 采用, {taken.sent_back} sent back 退回; they count from the next batch on"
    )
    if taken.returned_to is not None:
        print(f"Sent back 退回    {taken.returned_to}", file=sys.stderr)
        return 3
    return 0

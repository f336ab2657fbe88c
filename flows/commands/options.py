"""Options that several commands share; flows/desk/asked.py checks what they are given."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

WorkspaceOption = Annotated[Path, typer.Option("--workspace", metavar="DIR", help="The workspace folder.")]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="Assessment date, as 2026-03-31; today when left out.")
]
PolicyOption = Annotated[str, typer.Option("--policy", metavar="CODE", help="Jurisdiction whose policy applies.")]
BatchOption = Annotated[
    str | None, typer.Option("--batch", metavar="ID", help="The batch; the latest one when left out.")
]
ShowIdsOption = Annotated[bool, typer.Option("--show-ids", help="Full IDs instead of masked ones; needs --reason.")]
ReasonOption = Annotated[str | None, typer.Option("--reason", metavar="TEXT", help="Why; it goes into the audit.")]
PasswordsOption = Annotated[
    Path | None,
    typer.Option(
        "--passwords",
        metavar="FILE",
        help="Passwords to open files with full IDs, one 乡镇=密码 a line; made by hedui when left out.",
    ),
]
DEFAULT_WORKSPACE = Path("workspace")
DEFAULT_POLICY = "example"

"""hedui export: the township lists with full IDs, as workbooks that open with a password."""

from __future__ import annotations

from pathlib import Path

from flows.commands import options
from flows.desk import asked
from flows.errors import UsageError


def command(
    workspace: options.WorkspaceOption = options.DEFAULT_WORKSPACE,
    batch: options.BatchOption = None,
    show_ids: options.ShowIdsOption = False,
    reason: options.ReasonOption = None,
    passwords: options.PasswordsOption = None,
) -> int:
    """Write a batch's lists once more, with full IDs. Each file opens with its township's password; who, why and
    how many goes into the audit."""
    if not show_ids:
        raise UsageError(
            "export writes full IDs: say so with --show-ids and --reason TEXT (the masked lists are in the batch's folder already)"
        )
    why = asked.why(show_ids, reason)
    write(workspace, batch, why, passwords)
    return 0


def write(workspace: Path, batch: str | None, why: str | None, passwords: Path | None, is_told: bool = False) -> None:
    """Write them, and say where they and their passwords are."""
    from flows.desk.desk import desk
    from flows.desk.unmasked_lists import export_lists

    with desk(workspace, "writing the lists with full IDs", is_told) as opened:
        exported = export_lists(opened, asked.chosen_batch(opened.con, batch), why, passwords)
    print(
        f"Full IDs 全证号   {exported.files} workbooks, {exported.rows} rows, each opens with its township's password: {exported.folder}"
    )
    if exported.passwords is not None:
        print(f"Passwords 密码    {exported.passwords} (readable by you alone; tell each township its own)")

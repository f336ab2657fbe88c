"""hedui whatif: who is gained, lost or moved when values of the policy change, before the document is signed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import duckdb
import typer

from flows.commands import options
from flows.commands.policy import SAMPLE_NOTICE, VERIFIED, said
from flows.custody.audit import Audit
from flows.desk import asked
from flows.errors import UsageError
from flows.storage import published
from flows.storage.workspace import Workspace

if TYPE_CHECKING:
    from flows.desk.trial import Trial

SHOWN = 20


def command(
    settings: Annotated[
        list[str],
        typer.Option(
            "--set", metavar="PARAMETER=VALUE", help="A changed value; give it several times for several values."
        ),
    ],
    workspace: options.WorkspaceOption = options.DEFAULT_WORKSPACE,
    batch: options.BatchOption = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="FILE.xlsx", help="Write a workbook with the sums, the households and what is counted."
        ),
    ] = None,
) -> int:
    """Try changed values of the policy on the loaded batch. Tells the households, persons and
    amounts that differ, per township."""
    overrides = _overrides(settings)
    if out is not None and (out.suffix.lower() != ".xlsx" or not out.parent.is_dir()):
        raise UsageError(f"--out {out}: name an .xlsx file in a folder that exists")
    from flows.desk.trial import compared, trial
    from reports import changes

    with published.reading(workspace) as con:
        tried = trial(con, asked.chosen_batch(con, batch), overrides)
    asked.say_whether_plain()
    if out is not None:
        os.umask(0o077)  # the workbook names people
        Audit(Workspace(workspace)).record(
            "whatif", "exported", about={"batch": tried.batch.batch_id, "set": overrides}
        )
    with compared(workspace, tried) as con:
        listed, sums = changes.rows(con, "changes"), changes.rows(con, "by_township")
        _tell(tried, overrides, sums, listed)
        if out is not None:
            try:
                _write(con, out, tried, overrides)
            except OSError as error:
                raise UsageError(f"--out {out} cannot be written ({error.strerror}); choose another file") from None
            print(f"Workbook 试算表  {out}")
    return 0


def _overrides(settings: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in settings:
        id, equals, value = text.partition("=")
        if not equals or not id.strip() or not value.strip():
            raise UsageError(f"--set {text!r}: write it as dibao_standard.rural=7200")
        if id.strip() in found:
            raise UsageError(f"--set {id.strip()}: it is given twice")
        found[id.strip()] = value.strip()
    return found


def _parameters(tried: Trial, overrides: dict[str, str]) -> list[dict[str, str]]:
    rows = []
    for id in overrides:
        before, after = tried.before[id], tried.after[id]
        known = {"id": id, "title": tried.before.definitions[id].title, "before": said(before), "after": said(after)}
        rows.append({**known, "unit": before.unit or "", "clause": before.clause, "status": before.status})
    return rows


def _notes(tried: Trial) -> list[str]:
    return [SAMPLE_NOTICE] if any(v.status != VERIFIED for v in tried.before.values.values()) else []


def _tell(tried: Trial, overrides: dict[str, str], sums: list[dict], listed: list[dict]) -> None:
    from reports import changes

    print(f"What if 试算      batch {tried.batch.batch_id}, as of {tried.batch.as_of}, policy {tried.before.version}")
    for parameter in _parameters(tried, overrides):
        print("  {id} {title}: {before} → {after} {unit}（{status}）".format(**parameter))
    names = ("gained", "lost", "moved", "listed")
    print(
        f"  {'township':<14}"
        + "".join(f"{name + ' (persons)':>20}" for name in names)
        + f"{'monthly before':>18}{'after':>16}{'difference':>16}"
    )
    for row in sums:
        counts = "".join(f"{_count(row, name):>20}" for name in names)
        money = f"{row['monthly_before']:>18,.2f}{row['monthly_after']:>16,.2f}{row['monthly_after'] - row['monthly_before']:>+16,.2f}"
        print(f"  {row['township'] or 'county 全县':<14}{counts}{money}")
    standing = [row for row in listed if row["change"] != "paid"]
    for row in standing[:SHOWN]:
        print(
            f"  {changes.CHANGES[row['change']]}  {row['township']} {row['household_id']}  {changes.named(row, 'before')} → {changes.named(row, 'after')}"
        )
    if len(standing) > SHOWN:
        print(f"  … and {len(standing) - SHOWN} more households; --out FILE.xlsx lists them all")
    paid = len(listed) - len(standing)
    if paid:
        print(f"  {paid} households keep their place and are paid another amount")
    for text in (*changes.COUNTED, *_notes(tried)):
        print(f"  口径：{text}" if text in changes.COUNTED else f"  {text}")


def _count(row: dict, name: str) -> str:
    return f"{row[name]} ({row[f'{name}_persons']})"


def _write(con: duckdb.DuckDBPyConnection, out: Path, tried: Trial, overrides: dict[str, str]) -> None:
    from flows.batch.lists import texts
    from reports import changes

    title = f"{tried.before.title} {tried.batch.as_of.isoformat()} 批次 {tried.batch.batch_id}"
    changes.write(con, out, title, tried.batch.as_of, _parameters(tried, overrides), texts(tried.before), _notes(tried))

"""hedui publicity: 公示 lists by township and village from confirmed answers, each with its days."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands import options
from flows.desk import asked
from flows.desk.desk import Decided, Desk, desk
from flows.errors import BatchError

if TYPE_CHECKING:
    from reports.publicity import Clock

StartsOption = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="First day of a new publicity, as 2026-03-31; today when left out."),
]
StandingOption = Annotated[
    bool, typer.Option("--standing", help="The long-term list of everybody on the roster instead.")
]


def command(
    workspace: options.WorkspaceOption = options.DEFAULT_WORKSPACE,
    batch: options.BatchOption = None,
    as_of: StartsOption = None,
    standing: StandingOption = False,
) -> int:
    """Write the publicity lists of a batch. Aid ended, upheld, begun; a list keeps the days it was first given."""
    from reports import publicity
    from reports.shared.batch_files import open_batch

    starts_on = asked.day(as_of)
    with desk(workspace, "writing the publicity lists") as opened:
        decided = opened.batch(asked.chosen_batch(opened.con, batch))
        files = open_batch(opened.con, decided.batch_id, decided.out, decided.texts)
        kinds = publicity.gather(files, standing, decided.policy.count("minor.age"))
        opened.record(
            "publicity",
            "exported",
            {"batch": decided.batch_id, "standing": standing, "households": sum(map(len, kinds.values()))},
        )
        for kind, rows in kinds.items():
            clock = _clock(opened, decided, kind, starts_on)
            try:
                paths = publicity.write(files, kind, rows, clock, decided.policy.contacts)
            except OSError as error:
                raise BatchError(
                    f"the publicity lists below {decided.out} cannot be written ({error.strerror}); make room, then run again"
                ) from None
            print(
                f"Publicity 公示    {kind} {len(rows)} households, {len(paths)} townships, {publicity.span(kind, clock)}"
            )
        if kinds:
            print(f"  {decided.out / '公示'}")
        else:
            print(
                f"Publicity 公示    no confirmed answer to batch {decided.batch_id} yet; take the townships' answers in first: hedui feedback"
            )
    return 0


def _clock(opened: Desk, batch: Decided, kind: str, starts_on: date) -> Clock:
    """The days of this batch's list: those it was given before, else from `starts_on`."""
    from reports.publicity import Clock

    known = opened.store.rows(
        "SELECT starts_on, ends_on FROM core.publicity WHERE batch_id = ? AND kind = ?", [batch.batch_id, kind]
    )
    if known:
        return Clock(*known[0])
    clock = Clock.of(starts_on, batch.policy.count("publicity.days"))
    with opened.store.writing() as cursor:
        cursor.execute(
            "INSERT INTO core.publicity BY NAME SELECT ? AS batch_id, ? AS kind, ? AS starts_on, ? AS ends_on",
            [batch.batch_id, kind, clock.starts_on, clock.ends_on],
        )
    return clock

"""Pairs out of core.duckdb into a workbook, judgements from a workbook into core.duckdb."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flows.clock import today
from flows.custody.passwords import passwords_for
from flows.desk import asked
from flows.desk.desk import Desk, desk, placed
from flows.errors import BatchError
from reports import match_queue
from reports.shared import protect
from transforms.match.answers import sorted_answers
from transforms.match.rules import RULES

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Taken:
    """What became of a returned workbook."""

    accepted: int
    sent_back: int
    returned_to: Path | None


def ask(
    workspace: Path, out: Path, why: str | None = None, passwords: Path | None = None, show_ids: bool = False
) -> tuple[int, Path | None]:
    """Write the pairs of the latest batch that nobody has judged since; no file when there are none. With full IDs
    the file opens with a password.

    Returns the pairs written, and the file in which a password that hedui made stands.
    """
    with desk(workspace, "writing the match review") as opened:
        batch = opened.batch(asked.chosen_batch(opened.con, None))
        pairs = _pairs(opened, """
            SELECT q.* FROM core.match_queue q
            ANTI JOIN core.judgements j ON j.id_text = q.id_text AND j.name = q.name AND j.resident_id = q.resident_id AND j.person_name = q.person_name
            WHERE q.batch_id = ?""", [batch.batch_id])  # fmt: skip
        opened.record(
            "match-review", "exported", {"batch": batch.batch_id, "pairs": len(pairs), "full_ids": show_ids}, why
        )
        if not len(pairs):
            return 0, None
        known, told = (
            passwords_for(opened.store, opened.workspace, [protect.COUNTY], passwords) if show_ids else ({}, None)
        )
        content = match_queue.book(pairs, {r.rule: r.phrase for r in RULES}, batch.as_of, show_ids).content()
        placed(out, protect.protected(content, known[protect.COUNTY]) if show_ids else content)
        return len(pairs), told


def take_back(workspace: Path, file: Path) -> Taken:
    """Keep the judgements of a workbook; rows that cannot be taken go to <file>_退回.xlsx with their reason."""
    day = today()
    try:
        answers = match_queue.read(file.read_bytes())
    except match_queue.NotAReview as error:
        raise BatchError(f"{file.name}: {error}") from None
    with desk(workspace, "taking the match review back") as opened:
        accepted, returned = sorted_answers(answers, _pairs(opened, "SELECT pair_id FROM core.match_queue", []), day)
        with opened.store.writing() as cursor:
            cursor.register("answers", accepted.to_arrow())
            cursor.execute(
                """
                INSERT INTO core.judgements BY NAME
                SELECT q.id_text, q.name, q.resident_id, q.person_name, a.judgement, a.judged_on, a.judged_by, $1 AS source_file,
                       (SELECT coalesce(max(sequence), 0) FROM core.judgements) + row_number() OVER (ORDER BY a.row) AS sequence
                FROM answers a JOIN core.match_queue q USING (pair_id)""",
                [file.name],
            )
            cursor.unregister("answers")
        opened.record("match-review", "imported", {"judgements": len(accepted), "sent_back": len(returned)})
    if not len(returned):
        return Taken(len(accepted), 0, None)
    path = file.with_name(f"{file.stem.removesuffix('_退回')}_退回.xlsx")
    match_queue.write_returned(returned, path, day)
    return Taken(len(accepted), len(returned), path)


def _pairs(opened: Desk, query: str, parameters: list) -> pl.DataFrame:
    """A query on core.duckdb as a frame."""
    cursor = opened.store.con.cursor()
    try:
        cursor.execute("USE store")
        return cursor.sql(query, params=parameters or None).pl()
    finally:
        cursor.close()

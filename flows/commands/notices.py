"""hedui notices: 告知书 from the townships' standing answers, numbered once and for all."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import date
from typing import Annotated

import typer

from flows.commands import options
from flows.desk import asked
from flows.desk.desk import Decided, Desk, desk, placed
from reports.shared.naming import file_name

IssuedOption = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="Date that new notices bear, as 2026-03-31; today when left out."),
]
AnsweredOption = Annotated[
    str | None,
    typer.Option("--batch", metavar="ID", help="Only answers to the lists of this batch; all when left out."),
]
Number = tuple[str, date]


def command(
    workspace: options.WorkspaceOption = options.DEFAULT_WORKSPACE,
    batch: AnsweredOption = None,
    as_of: IssuedOption = None,
) -> int:
    """Write the notices that confirmed answers ask for. One that lacks something is named and not written."""
    issued_on = asked.day(as_of)
    with desk(workspace, "writing the notices") as opened:
        if batch is not None:
            asked.chosen_batch(opened.con, batch)
        answered = opened.con.execute(
            """SELECT DISTINCT b.batch_id, b.batch_number FROM mart.batches b JOIN mart.outcomes o USING (batch_id)
               WHERE ? IS NULL OR b.batch_id = ? ORDER BY b.batch_number""", [batch, batch],
        ).fetchall()  # fmt: skip
        opened.record("notices", "started", {"batches": [batch_id for batch_id, _ in answered]})
        written: Counter[str] = Counter()
        problems: list[str] = []
        for batch_id, _ in answered:
            _write(opened, opened.batch(batch_id), issued_on, written, problems)
        problems += _withdrawn(opened, [batch_id for batch_id, _ in answered])
        opened.record(
            "notices", "exported", {"batches": [batch_id for batch_id, _ in answered], "notices": sum(written.values())}
        )
        print(
            f"Notices 告知书    {sum(written.values())} written"
            + "".join(f", {kind} {count}" for kind, count in sorted(written.items()))
        )
        for batch_id, _ in answered:
            folder = opened.workspace.out_of(batch_id) / "告知书"
            if folder.is_dir():
                print(f"  {folder}")
    for problem in problems:
        print(problem, file=sys.stderr)
    return 3 if problems else 0


def _write(opened: Desk, batch: Decided, issued_on: date, written: Counter[str], problems: list[str]) -> None:
    from reports import notices
    from reports.shared.documents import TemplateProblem

    found = notices.gather(opened.con, batch.batch_id, batch.policy.contacts, batch.texts)
    problems += [
        f"not written: {notice.kind} {notice.household_id}（{batch.batch_id}）：{notice.problem}"
        for notice in found
        if notice.problem
    ]
    sound = [notice for notice in found if not notice.problem]
    templates = {
        kind: batch.template(kind) or notices.standard_template(kind) for kind in {notice.kind for notice in sound}
    }
    faulty: dict[str, str] = {}
    for kind, template in templates.items():  # a template is tried before a number is spent on it
        try:
            notices.render(next(notice for notice in sound if notice.kind == kind), "", issued_on, template)
        except TemplateProblem as problem:
            faulty[kind] = str(problem)
    problems += [
        f"not written: {kind}（{batch.batch_id}）：模板不能使用：{why}" for kind, why in sorted(faulty.items())
    ]
    sound = [notice for notice in sound if notice.kind not in faulty]
    numbers = _numbers(opened, sound, batch.policy.contacts.get("document_mark", ""), issued_on)
    for notice in sound:
        number, dated = numbers[notice.key]
        folder = batch.out / "告知书" / file_name(notice.township or "未知乡镇")
        placed(
            folder / f"{notice.kind}_{file_name(notice.household_id)}.docx",
            notices.render(notice, number, dated, templates[notice.kind]),
        )
        written[notice.kind] += 1


def _numbers(opened: Desk, notices: list, mark: str, issued_on: date) -> dict[tuple, Number]:
    """The number and date of each notice: those it has, else the next of the year, kept before anything is written."""
    known = {tuple(row[2:]): (row[0], row[1]) for row in opened.store.rows(
        "SELECT number, issued_on, batch_id, register, household_id, kind FROM core.notices")}  # fmt: skip
    new = [notice.key for notice in notices if notice.key not in known]
    with opened.store.writing() as cursor:
        last = cursor.execute(
            "SELECT coalesce(max(serial), 0) FROM core.notices WHERE year = ?", [issued_on.year]
        ).fetchall()[0][0]
        for serial, key in enumerate(new, start=last + 1):
            known[key] = (f"{mark}〔{issued_on.year}〕{serial}号", issued_on)
            batch_id, register, household_id, kind = key
            cursor.execute(
                """INSERT INTO core.notices BY NAME SELECT ? AS number, ? AS year, ? AS serial, ? AS kind, ? AS batch_id, ? AS register,
                   ? AS household_id, ? AS issued_on""",
                [known[key][0], issued_on.year, serial, kind, batch_id, register, household_id, issued_on],
            )  # fmt: skip
    return known


def _withdrawn(opened: Desk, batches: list[str]) -> list[str]:
    """Notices that bear a number although the answer they rest on no longer stands."""
    from reports import notices

    standing = set()
    for batch_id in batches:
        batch = opened.batch(batch_id)
        standing |= {notice.key for notice in notices.gather(opened.con, batch_id, batch.policy.contacts, batch.texts)}
    listed = opened.store.rows(
        "SELECT batch_id, register, household_id, kind, number FROM core.notices ORDER BY year, serial"
    )
    return [
        f"to be withdrawn: {number} {kind} {household_id}：所依据的答复已经改变，请收回或者作废"
        for batch_id, register, household_id, kind, number in listed
        if batch_id in batches and (batch_id, register, household_id, kind) not in standing
    ]

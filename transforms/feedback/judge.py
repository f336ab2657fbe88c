"""Answered rows → answers to store, and rows to send back with their reasons. Pure: what is known is
given, nothing is read or written.

A row about a case answers that case. A row about a roster household (拟退出, 拟调整, 渐退名单, or a 复核清单 line
without 预警编号) answers every case of the household that was listed in that batch; one about an application answers it
and the cases shown with it; one about a lead the lead.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

import polars as pl

from schemas.row_keys import RowKey, RowKeys
from transforms.feedback.books import AnsweredRow
from transforms.feedback.values import Wrong, day, last_day, month, months_after, result_code

Read = TypeVar("Read")

DAYS_AROUND = timedelta(days=366)  # a check further from the day of the list has a wrong year
_NAMED = {"C": "预警编号", "H": "户编号", "A": "户编号", "L": "线索编号"}
_LIST_ROWS = {"C": "case", "H": "household", "A": "application", "L": "lead"}
_ORDER = "HACL"  # on the same day the word on a single case counts more than that on its household
_TEXTS = {
    "method": "核查方式",
    "situation": "现场情况",
    "exemption_kind": "豁免类型",
    "evidence": "佐证材料",
    "opinion": "家庭意见",
    "remark": "备注",
}
SCHEMA = {
    "case_id": pl.String, "answered_batch_id": pl.String, "outcome": pl.String, "outcome_on": pl.Date, "method": pl.String, "checkers": pl.String,
    "situation": pl.String, "exemption_kind": pl.String, "exempt_until": pl.Date, "evidence": pl.String, "opinion": pl.String,
    "effective_month": pl.Date, "grace_until": pl.Date, "remark": pl.String, "source_file": pl.String, "subject": pl.String, "subject_id": pl.String,
    "list_row": pl.String, "answer_key": pl.String,
}  # fmt: skip


@dataclass(frozen=True)
class KnownBatch:
    """A batch whose lists may come back: its day, and the longest grace period its policy grants."""

    as_of: date
    grace_months: int


@dataclass(frozen=True)
class Known:
    """What hedui asked. `cases`: batch and case → whether its line was on a list; `households`: kind, batch, household
    → its cases shown there (H: roster, A: application); `leads`: batch and lead. `townships`:
    kind, batch, number → township."""

    batches: Mapping[str, KnownBatch]
    cases: frozenset[tuple[str, str]]
    households: Mapping[tuple[str, str, str], tuple[str, ...]]
    leads: frozenset[tuple[str, str]]
    townships: Mapping[tuple[str, str, str], str]


@dataclass(frozen=True)
class SentBack:
    """A row that is not taken in: where it came from, to whom it returns, why."""

    file: str
    township: str | None
    reasons: tuple[str, ...]
    answered: AnsweredRow


@dataclass(frozen=True)
class Judged:
    """`answers` (SCHEMA): one row per case, application or lead answered, in the order in
    which they count on the same day."""

    answers: pl.DataFrame
    rows_accepted: int
    sent_back: tuple[SentBack, ...]


def judge(files: Iterable[tuple[str, Iterable[AnsweredRow]]], keys: RowKeys, known: Known) -> Judged:
    """Judge the rows of all files (name, rows); the order of the files does not matter, their names do."""
    accepted: list[tuple[tuple, list[dict]]] = []
    sent_back = []
    for file, rows in sorted(files, key=lambda named: named[0]):
        for row in rows:
            key = keys.read(row.key)
            values, reasons = _values(row.values, known.batches.get(key.batch_id) if key else None)
            subjects = _subjects(key, row, known, reasons)
            if key is None or reasons:
                township = known.townships.get((key.kind, key.batch_id, key.subject_id)) if key else None
                sent_back.append(SentBack(file, township, tuple(reasons), row))
            else:
                place = (_ORDER.index(key.kind), file, row.sheet, row.row)
                accepted.append((place, [_answer(values, key, *subject, file) for subject in subjects]))
    accepted.sort(key=lambda placed: placed[0])
    answers = pl.DataFrame([answer for _, group in accepted for answer in group], schema=SCHEMA, orient="row")
    return Judged(answers.unique("answer_key", keep="first", maintain_order=True), len(accepted), tuple(sent_back))


def _subjects(
    key: RowKey | None, row: AnsweredRow, known: Known, reasons: list[str]
) -> list[tuple[str, str, str | None]]:
    """(subject, its number, its case) for everything the row answers; what is wrong with
    its key is added to `reasons`."""
    if key is None:
        why = "核对码被改动" if row.key else "没有核对码"
        reasons.append(f"{why}，无法确认是哪一条；请在下发的名单上填写，并保留末尾隐藏的核对码列")
        return []
    shown, batch = row.values.get(_NAMED[key.kind], ""), row.values.get("批次号", "")
    if (shown and shown != key.subject_id) or (batch and batch != key.batch_id):
        reasons.append(
            f"本行的{_NAMED[key.kind]}、批次号与核对码不一致（可能只移动或排序了部分列）；请在下发的名单上重新填写"
        )
        return []
    subject = (key.batch_id, key.subject_id)
    if key.kind == "C" and subject in known.cases:
        return [("case", key.subject_id, key.subject_id)]
    if key.kind == "L" and subject in known.leads:
        return [("lead", key.subject_id, None)]
    cases = known.households.get((key.kind, *subject)) if key.kind in "HA" else None
    if cases is not None and (cases or key.kind == "A"):
        return [
            *([("application", key.subject_id, None)] if key.kind == "A" else []),
            *(("case", case, case) for case in cases),
        ]
    reasons.append("查不到这一批次的这一条，或该户在该批次没有待答复的预警；请核对是否为本县下发的名单")
    return []


def _values(cells: Mapping[str, str], batch: KnownBatch | None) -> tuple[dict, list[str]]:
    """The answer's values, and every rule that they break."""
    reasons: list[str] = []

    def taken(read: Callable[..., Read], *arguments: str) -> Read | None:
        try:
            return read(*arguments)
        except Wrong as wrong:
            reasons.append(str(wrong))
            return None

    outcome = taken(result_code, cells["结果代码"])
    checked_on = taken(day, cells.get("核查日期", ""), "核查日期")
    until = taken(last_day, cells.get("豁免到期", ""), "豁免到期")
    effective = taken(month, cells.get("生效月", ""), "生效月")
    values: dict[str, str | date | None] = {name: cells.get(title) or None for name, title in _TEXTS.items()}
    values["checkers"] = "、".join(name for name in (cells.get("核查人1"), cells.get("核查人2")) if name) or None
    values |= {"outcome": outcome, "outcome_on": checked_on, "effective_month": effective}
    values |= {"exempt_until": until if outcome != "13" else None, "grace_until": until if outcome == "13" else None}
    if not reasons:
        reasons += _broken(values, until, batch)
    return values, reasons


def _broken(values: Mapping, until: date | None, batch: KnownBatch | None) -> Iterable[str]:
    """The rules of docs/rules.md#answers that an answer breaks; those about the list's
    day and policy need its batch."""
    outcome, checked_on, start = values["outcome"], values["outcome_on"], values["effective_month"]
    if outcome == "20":
        missing = [
            title for title, value in (("豁免类型", values["exemption_kind"]), ("豁免到期", until)) if value is None
        ]
        if missing:
            yield f"结果代码 20 须填{'和'.join(missing)}"
        elif checked_on and until < checked_on:
            yield "豁免到期早于核查日期"
    if outcome == "13":
        if start is None or until is None:
            yield "结果代码 13 须填生效月（渐退期起）和豁免到期（渐退期止）"
        elif until < start:
            yield "渐退期止（豁免到期）早于渐退期起（生效月）"
        elif batch and until > months_after(start, batch.grace_months):
            yield f"渐退期超过 {batch.grace_months} 个月"
    if batch and checked_on and not batch.as_of - DAYS_AROUND <= checked_on <= batch.as_of + DAYS_AROUND:
        yield "核查日期与名单日期相差一年以上，请核对年份"


def _answer(values: dict, key: RowKey, subject: str, subject_id: str, case_id: str | None, file: str) -> dict:
    said = {**values, "answered_batch_id": key.batch_id, "subject": subject, "subject_id": subject_id}
    digest = hashlib.sha256(
        json.dumps(said, ensure_ascii=False, sort_keys=True, default=str).encode("utf-8", "surrogatepass")
    ).hexdigest()
    return {**said, "case_id": case_id, "source_file": file, "list_row": _LIST_ROWS[key.kind], "answer_key": digest}

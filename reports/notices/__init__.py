"""告知书: what a township's standing answers mean for one household, told to that household. One document per
household, batch answered and kind.

A notice is only made of confirmed answers: 10 → 停发, 11 → 减发, 13 → 渐退期, an application answered 10 → 不予确认.
Every mandatory field must be there; one that is missing stops that notice and is named, the others are written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from itertools import groupby
from typing import Any

import duckdb

from reports.shared import documents, labels
from reports.shared.batch_files import Row, fetch
from reports.shared.documents import chinese_day, chinese_month
from reports.shared.texts import Texts

KINDS = {"10": "停发告知书", "11": "减发告知书", "13": "渐退期告知书", "不予确认": "不予确认告知书"}
# What a notice must say, and who can supply it when it is missing.
_ANSWER, _POLICY, _BATCH = (
    "请乡镇在清单中补填后重新收回",
    "请在政策目录 jurisdiction.yaml 的 contacts 中补填",
    "请核对该批次的名册数据",
)
MANDATORY = {
    "head_name": ("户主姓名", _BATCH),
    "programme": ("救助类型", _BATCH),
    "facts": ("事实", _BATCH),
    "clauses": ("依据条款", _BATCH),
    "reason": ("理由", _BATCH),
    "effective_month": ("生效月", _ANSWER),
    "benefit": ("期间待遇（月保障金、渐退期止）", f"{_BATCH}；渐退期止{_ANSWER}"),
    "issuer": ("发文机关 issuer", _POLICY),
    "document_mark": ("发文字号 document_mark", _POLICY),
    "objection_phone": ("异议电话 objection_phone", _POLICY),
    "objection_terms": ("异议办法 objection_terms", _POLICY),
    "appeal_body": ("复议机关 appeal_body", _POLICY),
    "appeal_terms": ("复议期限 appeal_terms", _POLICY),
}
CONTACTS = ("issuer", "office", "address", "office_hours", "objection_phone", "objection_terms", "appeal_body", "appeal_terms", "court",
            "litigation_terms", "document_mark")  # fmt: skip


@dataclass(frozen=True)
class Notice:
    """One notice: whose it is, and what it says; `problem` says why it cannot be written."""

    batch_id: str
    register: str
    household_id: str
    kind: str
    township: str
    fields: Mapping[str, Any]
    problem: str = ""

    @property
    def key(self) -> tuple[str, str, str, str]:
        return self.batch_id, self.register, self.household_id, self.kind


def gather(con: duckdb.DuckDBPyConnection, batch_id: str, contacts: Mapping[str, str], texts: Texts) -> list[Notice]:
    """Every notice that the standing answers to a batch ask for, in the order in which they are numbered;
    `mart.<table>` must resolve on `con`."""
    sql = files("reports").joinpath("notices", "notices.sql").read_text(encoding="utf-8")
    rows = fetch(con, sql, batch_id=batch_id)

    def household(row: Row) -> tuple:
        return row["answer"], row["township"] or "", row["village"] or "", row["household_id"], row["register"]

    answers: dict[tuple, set[str]] = {}
    for row in rows:
        answers.setdefault((row["batch_id"], row["register"], row["household_id"]), set()).add(row["answer"])
    notices = []
    for _, members in groupby(rows, key=household):
        listed = list(members)
        row = listed[0]
        given = answers[row["batch_id"], row["register"], row["household_id"]]
        if row["answer"] == "11" and "10" in given:
            continue  # what is stopped is not reduced as well
        conflict = (
            "同一批次同时答复 10（不再符合）和 13（渐退），请乡镇统一答复后重新收回" if {"10", "13"} <= given else ""
        )
        notices.append(_notice(listed, contacts, texts, conflict))
    return notices


def _notice(rows: Sequence[Row], contacts: Mapping[str, str], texts: Texts, conflict: str) -> Notice:
    row = rows[0]
    kind = KINDS[row["answer"]]
    effective = _latest(rows, "effective_month")
    programme = labels.programme(row["programme"])
    codes = list(dict.fromkeys(texts.coded(r["code"]) for r in rows if r["code"]))
    fields = {
        "household_id": row["household_id"],
        "head_name": row["head_name"],
        "head_id_masked": row["head_id_masked"] or "",
        "township": row["township"] or "",
        "village": row["village"] or "",
        "programme": programme,
        "covered": labels.amount(row["covered"]),
        "batch_id": row["batch_id"],
        "as_of": chinese_day(row["as_of"]),
        "checked_on": chinese_day(_latest(rows, "outcome_on")),
        "facts": _facts(rows),
        "clauses": "；".join(dict.fromkeys(clause for r in rows if (clause := texts.clause(r["code"], r["clause"])))),
        "reason": _reason(row["answer"], programme, codes),
        "effective_month": chinese_month(effective),
        "grace_until": chinese_day(_latest(rows, "grace_until")),
        "benefit": _benefit(row["answer"], effective, _latest(rows, "grace_until"), row["monthly_benefit"], programme),
        "suggested_programme": labels.programme(row["suggested_programme"]),
        "sample_notice": texts.policy_notice,
    } | {name: contacts.get(name, "") for name in CONTACTS}
    missing = [name for name in MANDATORY if not fields[name]]
    if effective is None and row["monthly_benefit"] is not None and "benefit" in missing:
        missing.remove("benefit")  # it only waits for the month
    told = [f"{title}（{remedy}）" for name, (title, remedy) in MANDATORY.items() if name in missing]
    problem = conflict or (f"缺少 {'、'.join(told)}" if told else "")
    return Notice(row["batch_id"], row["register"], row["household_id"], kind, row["township"] or "", fields, problem)


def _latest(rows: Sequence[Row], name: str) -> date | None:
    return max((row[name] for row in rows if row[name]), default=None)


def _facts(rows: Sequence[Row]) -> list[str]:
    """What was found, with the date of the data, then what was seen on the spot."""

    def dated(row: Row) -> str:
        return f"（数据截止{chinese_day(row['observed_on'])}）" if row["observed_on"] else ""

    found = [row["explanation"].rstrip("。；") + dated(row) for row in rows if row["explanation"]]
    seen = ["核查情况：" + row["situation"].rstrip("。；") for row in rows if row["situation"]]
    return list(dict.fromkeys(found)) + list(dict.fromkeys(seen))


def _reason(answer: str, programme: str, codes: Sequence[str]) -> str:
    if not codes or not programme:
        return ""
    named = "、".join(code.partition(" ")[2] or code for code in codes)
    said = {
        "10": f"经核查属实（{named}），你户已不再符合{programme}条件",
        "11": f"经核查属实（{named}），你户{programme}待遇应当调减",
        "13": f"经核查属实（{named}），你户收入已超过{programme}标准，因就业增收给予渐退期",
        "不予确认": f"经核查属实（{named}），你户不符合{programme}条件，对你户的申请不予确认",
    }
    return said[answer]


def _benefit(answer: str, effective: date | None, until: date | None, monthly: Any, programme: str) -> str:
    """What is paid, until when; empty when something needed for the sentence is not known."""
    if answer == "不予确认":
        return f"申请审核期间不享受{programme}待遇；遇有急难可以申请临时救助"
    if effective is None or monthly is None:
        return ""
    before = chinese_month(effective - timedelta(days=1))
    if answer == "10":
        return f"{before}及以前按每月{labels.amount(monthly)}元照发，自{chinese_month(effective)}起停发"
    if answer == "11":
        return f"{before}及以前按每月{labels.amount(monthly)}元照发，自{chinese_month(effective)}起按审核确认的金额每月________元发放"
    if until is None or until < effective:
        return ""
    return f"自{chinese_month(effective)}至{chinese_month(until)}仍按每月{labels.amount(monthly)}元发放，期满后停发"


def render(notice: Notice, number: str, issued_on: date, template: bytes) -> bytes:
    """The document of a notice that has no problem. Raises TemplateProblem."""
    return documents.render(template, {**notice.fields, "number": number, "date": chinese_day(issued_on)}, issued_on)


def standard_template(kind: str) -> bytes:
    """The template that ships with hedui; a county's own stands in policies/<jurisdiction>/templates/."""
    return files("reports").joinpath("notices", "templates", f"{kind}.docx").read_bytes()

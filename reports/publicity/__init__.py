"""公示: what a village may know of a household: name, village, programme, persons, monthly amount, kin-filing mark;
nothing else, by construction.

One workbook per township and kind, one sheet per village. A minor's name, and that of a head whose age
is not known, is shown as 姓*.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

from reports.shared import labels, naming
from reports.shared.batch_files import BatchFiles, Row
from reports.shared.columns import Column
from reports.shared.widths import widths_of
from reports.shared.workbook import Book

STANDING = "长期公示"
# Compound surnames in use; any other name's surname is its first character.
_COMPOUND = {
    "欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "夏侯", "司徒", "司空", "端木", "轩辕", "宇文", "长孙", "申屠",
    "独孤", "南宫", "西门", "东郭", "百里", "呼延", "闻人", "澹台", "公冶", "宗政", "濮阳", "淳于", "单于", "太叔", "仲孙", "钟离", "鲜于", "闾丘",
}  # fmt: skip


def shown_name(name: str | None, is_minor: bool) -> str:
    """王小明 → 王* for a minor; 欧阳小明 → 欧阳*."""
    text = (name or "").strip()
    if not is_minor or not text:
        return text
    return f"{text[:2] if text[:2] in _COMPOUND else text[:1]}*"


# The whitelist: each column and what fills it. There is no other way onto the sheet.
COLUMNS = (
    Column("姓名", cap=22, of=lambda row, _: shown_name(row["name"], row["is_minor"])),
    Column("村（社区）", cap=34, of="village", wording=lambda village: village or labels.UNKNOWN_VILLAGE),
    Column("救助类型", cap=28, of="programme", wording=labels.programme),
    Column("保障人数", "int", cap=16, of="persons"),
    Column("月保障金额（元）", "money", cap=22, of="monthly_benefit"),
    Column("近亲属备案", "code", cap=18, of="is_kin_filed", wording=lambda is_filed: "是" if is_filed else ""),
)


class _Poster(Book):
    """Columns as wide as their caps: a list that is posted fills its page."""

    @staticmethod
    def _widths(columns: Sequence[Column], values: Sequence[Sequence[Any]]) -> list[float]:
        return [max(width, column.cap) for width, column in zip(widths_of(columns, values), columns, strict=True)]


@dataclass(frozen=True)
class Clock:
    """The days a list is up, both included."""

    starts_on: date
    ends_on: date

    @classmethod
    def of(cls, starts_on: date, days: int) -> Clock:
        return cls(starts_on, starts_on + timedelta(days=days - 1))

    def __str__(self) -> str:
        return f"{self.starts_on.isoformat()} 至 {self.ends_on.isoformat()}"


def span(kind: str, clock: Clock) -> str:
    """When the list is up, in words; the standing list has no end."""
    return f"自 {clock.starts_on.isoformat()} 起长期公示" if kind == STANDING else f"公示期 {clock}"


def gather(batch: BatchFiles, standing: bool, adult_from: int) -> dict[str, list[Row]]:
    """Kind of publicity → its households. adult_from: years of age (docs/rules.md#parameters, minor.age)."""
    rows = batch.query("publicity", "publicity", standing=standing, adult_from=adult_from)
    return {kind: list(members) for kind, members in groupby(rows, key=lambda row: row["kind"])}


def write(batch: BatchFiles, kind: str, rows: list[Row], clock: Clock, contacts: Mapping[str, str]) -> list[Path]:
    """公示/<乡镇>/<公示种类>_<乡镇>_<batch>.xlsx. Returns the paths."""
    paths = []
    for township, members in batch.by_township(rows):
        folder = batch.townships[township]
        sample = "【示例】" if batch.texts.policy_notice else ""
        issuer = contacts.get("issuer", "")
        book = _Poster(f"{sample}{township}社会救助{kind}（{span(kind, clock)}）", clock.starts_on, _note(contacts))
        for sheet, households in batch.by_village(members):
            if sheet == "说明":
                sheet = naming.sheet_names(["说明_村"])["说明_村"]
            book.sheet(sheet, COLUMNS, households)
        book.facts("说明", _about(batch, kind, clock, contacts, issuer, len(members)), caps=(16, 90))
        paths.append(book.save(batch.out / "公示" / folder / f"{kind}_{folder}_{batch.file_batch}.xlsx"))
    return paths


def _note(contacts: Mapping[str, str]) -> str:
    phone = contacts.get("objection_phone", "")
    return f"公示期内有异议的，请向村（社区）、乡镇或者{contacts.get('issuer', '县民政局')}反映" + (
        f"，电话 {phone}" if phone else ""
    )


def _about(
    batch: BatchFiles, kind: str, clock: Clock, contacts: Mapping[str, str], issuer: str, households: int
) -> dict[str, str]:
    said = {
        "公示种类": kind,
        "公示期": span(kind, clock)
        if kind == STANDING
        else f"{clock}，共 {(clock.ends_on - clock.starts_on).days + 1} 天",
        "户数": str(households),
        "公示单位": issuer,
        "异议反映": _note(contacts),
        "近亲属备案": "社会救助经办人员和村（社区）干部的近亲属享受待遇的，按规定备案，在名单中注明",
        "说明": "未成年人姓名只公布姓氏；公示只列姓名、村（社区）、救助类型、人数、金额和近亲属备案，不公布其他个人信息",
        "提示": batch.texts.policy_notice,
    }
    return {item: text for item, text in said.items() if text}

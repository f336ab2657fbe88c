"""The columns that several lists repeat: whose row it is, what was found, and the twelve that a township
fills in (docs/rules.md#answers)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reports.shared import labels
from reports.shared.columns import RUNNING, Column

NUMBER = Column("序号", "int", cap=6, of=RUNNING)
OPENING = (NUMBER, Column("批次号", "code", cap=8, of=lambda row, batch: batch.batch_id))
VILLAGE = Column("村（社区）", cap=8, of="village")
HOUSEHOLD = (
    VILLAGE,
    Column("户编号", "code", cap=9, of="household_id"),
    Column("户主", cap=7, of="head_name", is_repeated=True),
    Column("证件号码", "code", cap=19, of="head_id_masked"),
)
PERSONS = (Column("家庭人口", "int", cap=6, of="size"), Column("保障人口", "int", cap=6, of="covered"))
ON_ROSTER = (
    Column("预警级别", "code", cap=6, of="colour"),
    *HOUSEHOLD,
    *PERSONS,
    Column("救助类型", cap=7, of="programme", wording=labels.programme),
    Column("月保障金", "money", cap=11, of="monthly_benefit"),
)
DUE = Column("完成期限", "date", cap=12, of="due_on")
FEEDBACK = (
    Column("核查方式", cap=7, choices=labels.CHECK_METHODS, is_input=True),
    Column("核查日期", "date", cap=11, is_input=True),
    Column("核查人1", cap=7, is_input=True),
    Column("核查人2", cap=7, is_input=True),
    Column("现场情况", cap=14, is_input=True),
    Column(
        "结果代码",
        cap=10,
        choices=labels.result_choices(),
        is_input=True,
        hint="20 须填豁免类型和豁免到期；13 须填生效月（渐退期起）和豁免到期（渐退期止），一般不超过 6 个月",
    ),
    Column("豁免类型", cap=8, choices=labels.EXEMPTION_KINDS, is_input=True),
    Column("豁免到期", "date", cap=11, hint="结果代码 20：豁免到期日；结果代码 13：渐退期的最后一日", is_input=True),
    Column("佐证材料", cap=8, is_input=True),
    Column("家庭意见", cap=7, choices=labels.FAMILY_OPINIONS, is_input=True),
    Column("生效月", "month", cap=8, hint="填写年月，例如 2026-04；结果代码 13：渐退期从该月 1 日起", is_input=True),
    Column("备注", cap=9, is_input=True),
)


def distinct(values: list[str | None] | None) -> list[str]:
    """The values that say something, each once, in order."""
    return list(dict.fromkeys(value for value in values or () if value))


def listed(values: list[str | None] | None) -> str:
    return "、".join(distinct(values))


def explained(row: Any, batch: Any, otherwise: Callable[[Any], str]) -> str:
    """The explanations of a household's findings as one numbered text; without findings what `otherwise` says of it."""
    told = [
        f"[{code}] {said or batch.texts.finding(code)}"
        for code, said in zip(row["codes"] or (), row["explanations"] or (), strict=True)
    ]
    if len(told) > 1:
        return "\n".join(f"{number}. {said}" for number, said in enumerate(told, start=1))
    return told[0] if told else otherwise(row)


def _clauses(row: Any, batch: Any) -> str:
    pairs = zip(row["codes"] or (), row["clauses"] or (), strict=True)
    return "\n".join(distinct([batch.texts.clause(code, cited) for code, cited in pairs]))


CASES = Column("预警编号", "code", cap=10, of="case_ids", wording=listed)


def found(cap: int, clause_cap: int, otherwise: Callable[[Any], str]) -> tuple[Column, ...]:
    """What was found of a household, all its findings in one row."""
    return (
        Column("疑点代码", cap=6, of="codes", wording=listed),
        Column("疑点类型", cap=8, of=lambda row, batch: "、".join(map(batch.texts.finding, distinct(row["codes"])))),
        Column("疑点说明", cap=cap, of=lambda row, batch: explained(row, batch, otherwise)),
        Column("依据", cap=clause_cap, of=_clauses),
    )


def unexplained(row: Any) -> str:
    """Why a household without a finding to show stands in the list."""
    placed = labels.said(labels.LISTS, row["list"])
    return f"本批无新疑点；列入{placed}，{labels.said(labels.DECISION_LINES, row['decided_by'])}".rstrip("，")

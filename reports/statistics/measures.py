"""The measures of mart.stats as staff read them: in which order, which of their counts say something, and what a rate divides by what."""

from __future__ import annotations

from typing import Any

from reports.shared.batch_files import Row

COUNTS = {"户": "households", "户次": "household_times", "人": "persons", "人次": "person_times"}
SHOWN: dict[str, tuple[str, ...]] = {
    "批次数": ("个",), "核对户次": ("户次",), "核对人次": ("人次",), "户数": ("户", "人"), "人数": ("人",), "保障金": ("户", "人", "元/月"),
    "疑点户数": ("户", "人"), "疑点条数": ("条",), "检出率": (), "拟退出": ("户", "人"), "渐退": ("户", "人"), "调整": ("户", "人"), "复核": ("户", "人"),
    "保持": ("户", "人"), "豁免": ("户", "人"), "免复核": ("户", "人", "条"), "已办结": ("条",), "办结率": (), "属实率": (), "确认退出": ("户", "人"),
    "申请": ("户", "户次", "人", "人次"), "拟新增": ("户", "人"), "拟不予确认": ("户", "人"), "申请待复核": ("户", "人"),
    "新增线索": ("户",), "线索·红": ("户",), "线索·橙": ("户",), "线索·黄": ("户",), "线索·蓝": ("户",), "线索·绿": ("户",),
    "先行救助": ("户",), "线索已答复": ("户",), "临时救助": ("人", "人次", "元"),
    "严重精神障碍": ("户",), "重残": ("户",), "重病": ("户",), "多子女家庭": ("户", "人"), "多重困难家庭": ("户", "人"),
    "覆盖人次": ("人", "人次"), "命中数": ("户", "条"), "报送行数": ("行",), "隔离率": (),
}  # fmt: skip
"""Measure → its counts, and the unit of its amount; in the order of the sheets. A rate shows its numerator and denominator only."""
RATES = {
    "检出率": "疑点户÷核对户",
    "办结率": "已办结÷已下发或已答复的预警",
    "属实率": "属实÷有结论的预警",
    "隔离率": "隔离行÷报送行",
}
_PLACE = {measure: place for place, measure in enumerate(SHOWN)}


def in_order(rows: list[Row]) -> list[Row]:
    """Rows by scope as they come, within it in the order of SHOWN; a measure that is not listed there comes last."""
    places = {name: place for place, name in enumerate(dict.fromkeys(row["scope_name"] for row in rows))}
    return sorted(
        rows, key=lambda row: (places[row["scope_name"]], _PLACE.get(row["measure"], len(_PLACE)), row["measure"])
    )


def counted(row: Row) -> list[Any]:
    """户数, 户次, 人数, 人次, amount and its unit; a count that says nothing of this measure is empty, not 0."""
    shown = SHOWN.get(row["measure"], (*COUNTS, ""))
    counts = [row[column] if unit in shown else None for unit, column in COUNTS.items()]
    units = [unit for unit in shown if unit not in COUNTS]
    return [*counts, row["amount"], units[0]] if units else [*counts, None, ""]


def rate(row: Row) -> list[Any]:
    """What is divided by what, numerator, denominator and quotient, where the measure has a denominator. The numerator is its amount, else its households."""
    if row["denominator"] is None:
        return [None] * 4
    numerator = row["amount"] if row["amount"] is not None else row["households"]
    return [RATES.get(row["measure"], ""), numerator, row["denominator"], quotient(numerator, row["denominator"])]


def quotient(numerator: Any, denominator: Any) -> float | None:
    return float(numerator) / float(denominator) if numerator is not None and denominator else None

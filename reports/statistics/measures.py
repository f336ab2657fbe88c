"""The measures of mart.stats as staff read them: in which order, which of their counts say something, and
what a rate divides by what."""

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
"""Measure → its counts, and the unit of its amount; in the order of the sheets. A rate shows its
numerator and denominator only."""
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


def figures(row: Row) -> Row:
    """A measure as it is shown: a count that says nothing of it is empty, not 0; its amount has a unit; a
    rate has what it is made of.

    The numerator of a rate is its amount, else its households.
    """
    shown = SHOWN.get(row["measure"], (*COUNTS, ""))
    unit = next((unit for unit in shown if unit not in COUNTS), None)
    counts = {column: row[column] if of in shown else None for of, column in COUNTS.items()}
    made_of: dict[str, Any] = dict.fromkeys(("made_of", "numerator", "denominator"))
    if row["denominator"] is not None:
        numerator = row["amount"] if row["amount"] is not None else row["households"]
        made_of = {
            "made_of": RATES.get(row["measure"], ""), "numerator": numerator, "denominator": row["denominator"]
        }  # fmt: skip
    return row | counts | {"amount": None if unit is None else row["amount"], "unit": unit or ""} | made_of


def quotient(numerator: Any, denominator: Any) -> float | None:
    return float(numerator) / float(denominator) if numerator is not None and denominator else None

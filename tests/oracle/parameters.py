"""Parameters of the sample jurisdiction `example` (docs/rules.md#parameters), written down again by hand.

An entry = (valid_from, valid_to or None, value). `at(as_of)` gives the plain dict id -> value that the oracle works on;
a parameter without an entry on that date stops (docs/rules.md#parameters: never an older value).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

START = date(2025, 1, 1)


class MissingParameter(Exception):
    """No entry for the assessment date; names parameter, division and date."""


def _always(value):
    return [(START, None, value)]


EXAMPLE = {
    "dibao_standard.urban": _always(Decimal(9600)),
    "dibao_standard.rural": _always(Decimal(6600)),
    "near_dibao.ratio": _always(Decimal("1.5")),
    "disposable_income_per_capita": _always(Decimal(24000)),
    "rigid_expense.share": _always(Decimal("0.6")),
    "financial_cap.dibao": _always(Decimal(2)),
    "financial_cap.tekun": _always(Decimal(2)),
    "financial_cap.near_dibao": _always(Decimal(3)),
    "financial_cap.rigid_expense": _always(Decimal(3)),
    "vehicle.exempt_plate_classes": _always(frozenset({"07", "08", "13"})),
    "vehicle.exempt_uses": _always(frozenset({"disabled"})),
    "vehicle.exempt_one_for": _always(frozenset({"near_dibao", "rigid_expense"})),
    "dwelling.max_units": _always(1),
    "dwelling.second_unit_area_per_capita": _always(Decimal(40)),
    "business.capital_limit": _always(Decimal(100000)),
    "home_purchase.months": _always(12),
    "machinery.price_limit": _always(Decimal(50000)),
    "pension.basic_excluded": [
        (START, date(2025, 12, 31), True),
        (date(2026, 1, 1), None, True),
    ],
    "subsidy.excluded_items": _always(
        (
            "优待抚恤", "抚恤", "奖学金", "计划生育", "特别扶助", "残疾人生活补贴", "残疾人护理补贴", "残疾人两项补贴",
            "高龄", "老年", "孤儿", "低保", "特困", "救助", "灾害",
        )
    ),
    "lead.high_medical_expense": _always(Decimal(20000)),
    "review_cycle_months": _always(
        {"A": 12, "B": 6, "C": 3, "一类": 12, "二类": 12, "三类": 6, "四类": 3, "default": 6}
    ),
    "grace.max_months": _always(6),
    "death.deadline_months": _always(3),
    "staleness_days": _always(45),
}  # fmt: skip


def at(as_of: date, entries=EXAMPLE, division: str = "example") -> dict:
    """One value per parameter id, the one in force on `as_of`."""
    values = {}
    for name, dated in entries.items():
        in_force = [v for start, end, v in dated if start <= as_of and (end is None or as_of <= end)]
        if len(in_force) != 1:
            raise MissingParameter(f"{name} has {len(in_force)} entries for {division} on {as_of}")
        values[name] = in_force[0]
    return values

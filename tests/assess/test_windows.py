"""Windows, ages, weights and thresholds of leads and of the index are the policy's: each changes what it names."""

from __future__ import annotations

import pytest

from tests.assess import cases

SIGNS: list[tuple[str, dict]] = [
    ("outreach", {"happened_on": "2025-08-01"}),
    ("platform_alert", {"category": "red", "happened_on": "2025-08-01"}),
    ("disaster", {"happened_on": "2025-02-01"}),
    ("serious_illness", {"category": "severe_mental", "quantity": 2}),
    ("medical_expense", {"amount": 30000, "happened_on": "2025-02-01"}),
    ("monitored", {"status": "at_risk"}),
]
CASE: dict = {
    "case": "signs that are just too old or too weak, of a member and of somebody on no roster",
    "members": {
        "A": {"born": "1966-01-01", "labour": "full"},  # 60
        "B": {"born": "1967-01-01", "labour": "full"},  # 59
        "C": {"born": "2009-01-01", "labour": "full"},  # 17
        "D": {"born": "2010-01-01", "labour": "full"},  # 16
        "E": {"born": "2011-01-01", "labour": "full"},  # 15
    },
    "evidence": [
        *({kind: {"who": who, **values}} for kind, values in SIGNS for who in ("A", "X")),
        *({"registered": {"who": who}} for who in ("C", "D")),
        {"enrolment": {"who": "E", "status": "enrolled"}},
    ],
}
STILL = {
    "signals": "many_children,monitored",
    "lead signals": "monitored",
    "colour": "红",  # 60.5
    "lead colour": "黄",
    "index": (40.0, 12.5, 8.0, 0.0),  # strength 3 of 6; two of five without labour
    "lead index": 8.3333,
    "multiple": 0,
}


def standing(**policy: object) -> dict[str, object]:
    """What came out for the household and the lead under a policy that differs."""
    (world,) = cases.worlds_of([(0, {**CASE, "policy": policy})])
    con = cases.assessed_world(world)
    ((signals,),) = con.sql("SELECT string_agg(signal, ',' ORDER BY signal) FROM household_signals").fetchall()
    (household,) = con.sql(
        "SELECT colour, index_income, index_signals, index_labour, index_medical FROM mart.households"
    ).fetchall()
    (lead,) = con.sql("SELECT array_to_string(signals, ','), colour, hardship_index FROM lead_list").fetchall()
    ((multiple,),) = con.sql(
        "SELECT coalesce(max(households), 0) FROM mart.stats WHERE measure = '多重困难家庭' AND scope = 'county'"
    ).fetchall()
    return {
        "signals": signals,
        "lead signals": lead[0],
        "colour": household[0],
        "lead colour": lead[1],
        "index": tuple(round(float(part), 4) for part in household[1:]),
        "lead index": round(lead[2], 4),
        "multiple": multiple,
    }


def test_what_the_sample_policy_says() -> None:
    assert standing() == STILL


@pytest.mark.parametrize(
    ("policy", "changes"),
    [
        ({"outreach.months": 9}, {"signals": "many_children,monitored,outreach", "lead signals": "monitored,outreach"}),
        ({"platform_alert.months": 9}, {"lead signals": "monitored,platform_alert"}),
        ({"disaster.months": 14}, {"lead signals": "disaster,monitored"}),
        ({"severe_mental.risk_level": 2}, {"lead signals": "monitored,serious_illness"}),
        ({"medical_expense.months": 14}, {"lead signals": "high_medical_expense,monitored"}),
        ({"minor.age": 17}, {"signals": "monitored"}),
        ({"many_children.minors": 4}, {"signals": "monitored"}),
        ({"school.last_age": 16}, {"signals": "many_children,monitored,out_of_school"}),
        ({"labour.last_age": 60}, {"index": (40.0, 12.5, 4.0, 0.0)}),
        ({"labour.first_age": 17}, {"index": (40.0, 12.5, 12.0, 0.0)}),
        ({"index.income": 30}, {"index": (30.0, 12.5, 8.0, 0.0)}),
        ({"index.signals": 50}, {"index": (40.0, 25.0, 8.0, 0.0), "lead index": 16.6667}),
        ({"index.full_strength": 3}, {"index": (40.0, 25.0, 8.0, 0.0), "lead index": 16.6667}),
        ({"index.labour": 10}, {"index": (40.0, 12.5, 4.0, 0.0)}),
        ({"household_colour.red": 61}, {"colour": "橙"}),
        ({"household_colour.red": 61, "household_colour.orange": 61}, {"colour": "绿"}),
        ({"lead_colour.red_signals": 1}, {"lead colour": "红"}),
        ({"lead_colour.orange_signals": 1}, {"lead colour": "橙"}),
        ({"lead_colour.yellow_strength": 3}, {"lead colour": "蓝"}),
        ({"multiple_hardship.signals": 2}, {"multiple": 1}),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else None,
)
def test_the_policy_says_how_long_how_old_and_how_much(policy: dict, changes: dict) -> None:
    found = standing(**policy)
    assert {name: found[name] for name in changes} == changes

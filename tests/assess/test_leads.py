"""Who becomes a lead, at the edges of each signal; the words of a case stand in cases.py. X, Y and Z live in no
household that is known."""

from __future__ import annotations

from functools import cache

import pytest

from tests.assess import cases

SEVERE = {"disability": {"who": "X", "category": "severe", "status": "valid", "quantity": 1}}


def entered(*letters: str) -> list[dict]:
    """Entries of one hukou in the population register."""
    return [{"registered": {"who": letter, "category": "rural"}} for letter in letters]


def born(**dates: str) -> dict:
    """People in the register, by letter."""
    return {"people": {x: {"born": day} for x, day in dates.items()}, "evidence": entered(*dates)}


def says(kind: str, **columns: object) -> dict:
    return {"evidence": [{kind: {"who": "X", **columns}}]}


def paid(month: str, category: str = "civil_servant", tier: str = "T2") -> dict:
    pay = {"fiscal_pay": {"who": "X", "tier": tier, "category": category, "month": month, "amount": 3000}}
    return {"evidence": [SEVERE, pay]}


# (what it shows, the case, the signals of its lead; none = no lead)
EDGES: list[tuple[str, dict, list[str]]] = [
    ("three minors", born(X="2008-04-01", Y="2008-05-01", Z="2009-01-01"), ["many_children"]),
    ("the eldest is 18 on the day", born(X="2008-03-31", Y="2008-05-01", Z="2009-01-01"), []),
    ("two minors", born(X="2008-04-01", Y="2008-05-01"), []),
    (
        "a minor is dead",
        {
            **born(X="2008-04-01", Y="2008-05-01", Z="2009-01-01"),
            "evidence": [*entered("X", "Y", "Z"), {"death": {"who": "Z", "happened_on": "2026-01-01"}}],
        },
        [],
    ),
    (
        "three minors, and one of the hukou is on a roster",
        {**born(X="2008-04-01", Y="2008-05-01", Z="2009-01-01"), "evidence": entered("X", "Y", "Z", "A")},
        [],
    ),
    ("six on the day", born(X="2020-03-31"), ["out_of_school"]),
    ("six tomorrow", born(X="2020-04-01"), []),
    ("sixteen tomorrow", born(X="2010-04-01"), ["out_of_school"]),
    ("sixteen on the day", born(X="2010-03-31"), []),
    (
        "enrolled",
        {
            **born(X="2014-01-01"),
            "evidence": [*entered("X"), {"enrolment": {"who": "X", "tier": "T3", "status": "enrolled"}}],
        },
        [],
    ),
    ("enrolment unknown", {**born(X="2014-01-01"), "unknown": ["enrolment"]}, []),
    ("medical expense at the limit", says("medical_expense", amount=20000, happened_on="2026-01-01"), ["high_medical_expense"]),
    ("medical expense one fen below", says("medical_expense", amount="19999.99", happened_on="2026-01-01"), []),
    ("medical expense too old", says("medical_expense", amount=20000, happened_on="2025-03-31"), []),
    ("disaster of the last twelve months", says("disaster", happened_on="2025-04-01"), ["disaster"]),
    ("disaster a day too old", says("disaster", happened_on="2025-03-31"), []),
    ("a hardship worker until tomorrow", says("hardship_worker", ended_on="2026-04-01"), ["hardship_worker"]),
    ("a hardship worker until today", says("hardship_worker", ended_on="2026-03-31"), []),
    ("alert of the last six months", says("platform_alert", happened_on="2025-10-01"), ["platform_alert"]),
    ("alert a day too old", says("platform_alert", happened_on="2025-09-30"), []),
    ("monitored, at risk", says("monitored", status="at_risk"), ["monitored"]),
    ("monitored, no longer", says("monitored", status="removed"), []),
    ("identity at T3", {"evidence": [{"disability": {**SEVERE["disability"], "tier": "T3"}}]}, ["severe_disability"]),
    ("identity at T4", {"evidence": [{"disability": {**SEVERE["disability"], "tier": "T4"}}]}, []),
    ("a dead person", {"evidence": [SEVERE, {"death": {"who": "X", "tier": "T2", "happened_on": "2026-01-01"}}]}, []),
    ("somebody with that name may be dead", {"evidence": [SEVERE, {"death": {"who": "X", "tier": "T3"}}]}, ["severe_disability"]),
    ("on the payroll three months ago", paid("2025-12"), []),
    ("on the payroll four months ago", paid("2025-11"), ["severe_disability"]),
    ("a village cadre", paid("2026-03", "village_cadre"), ["severe_disability"]),
    ("a public welfare post", paid("2026-03", "public_welfare_post"), ["severe_disability"]),
    ("perhaps on the payroll", paid("2026-03", tier="T3"), ["severe_disability"]),
    ("on a roster", {"evidence": [{"disability": {**SEVERE["disability"], "who": "A"}}]}, []),
]  # fmt: skip


def apart(number: int, case: dict) -> dict:
    """The case with a hukou of its own."""
    evidence = [
        {kind: {**row, "item": f"K{number}"} if kind == "registered" else row}
        for told in case["evidence"]
        for kind, row in told.items()
    ]
    return {**case, "case": EDGES[number][0], "evidence": evidence}


@cache
def found() -> dict[int, list[str]]:
    """The signals of the lead of each case, by its number."""
    leads: dict[int, list[str]] = {}
    for world in cases.worlds_of((number, apart(number, case)) for number, (_, case, _) in enumerate(EDGES)):
        con = cases.assessed_world(world)
        rows = con.execute("""
            SELECT p.resident_id, l.signals
            FROM mart.leads l JOIN person_ids n USING (person_id) JOIN people p USING (person_no)""").fetchall()
        for resident, signals in rows:
            leads.setdefault(int(resident[2:6]), []).extend(signals)
    return leads


@pytest.mark.parametrize("number", range(len(EDGES)), ids=[name for name, *_ in EDGES])
def test_lead(number: int) -> None:
    assert found().get(number, []) == EDGES[number][2]


@pytest.mark.parametrize(("third", "is_signal"), [("2008-04-01", True), ("2008-03-31", False)])
def test_three_minors_of_a_household_are_a_signal(third: str, is_signal: bool) -> None:
    members = {"A": {}, "B": {"born": third}, "C": {"born": "2008-05-01"}, "D": {"born": "2009-01-01"}}
    (result,) = cases.run([{"case": f"the eldest is of {third}", "members": members}])
    assert (result.row["index_signals"] > 0) is is_signal

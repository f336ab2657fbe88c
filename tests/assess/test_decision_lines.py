"""docs/rules.md#decision as a table: every line alone, every pair of lines that hold at once (the earlier wins),
applications, is_complete, suggestions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import combinations

import pytest

from tests.assess import cases

PENSION = {"pension": {"who": "B", "category": "employee", "month": "2026-03", "amount": 1200}}  # 14 400 a year
CAR = {"vehicle": {"who": "A", "category": "02", "status": "active"}}
RICH = {"pension": {"who": "B", "category": "employee", "month": "2026-03", "amount": 9000}}
# Two members; 14 400 / 2 = 7 200 lies between the standard (6 600) and 1.5 × the standard (9 900); for one
# living member 14 400 lies above.
LINES: dict[int, dict] = {
    1: {
        "members": {"A": {}, "B": {"is_covered": False}},
        "evidence": [{"death": {"who": "A", "happened_on": "2026-03-01"}}],
    },
    2: {"evidence": [CAR]},
    3: {
        "evidence": [PENSION, {"medical_expense": {"who": "A", "amount": 1200, "happened_on": "2026-01-01"}}]
    },  # (14 400 − 1 200) / 2 = 6 600
    4: {
        "evidence": [
            {"fiscal_pay": {"who": "B", "category": "public_welfare_post", "month": "2026-03", "amount": 1200}}
        ]
    },
    5: {"evidence": [PENSION]},
    6: {"evidence": [RICH]},
    7: {"evidence": [{"move_out": {"who": "A", "happened_on": "2026-01-01"}}]},
    8: {"members": {"A": {}, "B": {}, "C": {}}, "evidence": [{"death": {"who": "C", "happened_on": "2026-03-01"}}]},
    9: {},
}
LISTS = {
    1: "exit",
    2: "exit",
    3: "review",
    4: "gradual_exit",
    5: "exit",
    6: "exit",
    7: "review",
    8: "adjust",
    9: "keep",
}
SUGGESTED = {4: "near_dibao", 5: "near_dibao"}
# Pairs that no household can meet: one S01 leaves a covered member or leaves none; what is below 1.5 × the
# standard is not "otherwise".
IMPOSSIBLE = {(1, 8), (3, 6), (4, 6), (5, 6)}
# One income is enough where both lines are about it: line 3 and 4 hold of earned income with medical expenses,
# 5 holds wherever 3 or 4 does.
JOINT = {
    (3, 4): [LINES[4]["evidence"][0], LINES[3]["evidence"][1]],
    (3, 5): LINES[3]["evidence"],
    (4, 5): LINES[4]["evidence"],
}
# The dead member of line 1 leaves one living member: the income that stays below 9 900 is another.
ALONE = {"pension": {"who": "B", "category": "employee", "month": "2026-03", "amount": 600}}
WITH_LINE_1 = {
    3: [ALONE, {"medical_expense": {"who": "B", "amount": 600, "happened_on": "2026-01-01"}}],
    4: [{"fiscal_pay": {"who": "B", "category": "public_welfare_post", "month": "2026-03", "amount": 600}}],
    5: [ALONE],
    7: [{"move_out": {"who": "B", "happened_on": "2026-01-01"}}],
}


def both(first: int, second: int) -> dict:
    """A household of which both lines hold."""
    evidence = JOINT.get((first, second))
    if evidence is None:
        later = WITH_LINE_1.get(second) if first == 1 else None
        evidence = [
            *LINES[first].get("evidence", []),
            *(later if later is not None else LINES[second].get("evidence", [])),
        ]
    members = LINES[first].get("members") or LINES[second].get("members") or {"A": {}, "B": {}}
    return {"case": f"lines {first} and {second}", "members": members, "evidence": evidence}


PAIRS = [pair for pair in combinations(LINES, 2) if pair not in IMPOSSIBLE]
# Beside the pairs: each line alone, and the edges of the lines themselves.


def medical(amount: str, happened_on: str = "2026-01-01") -> dict:
    return {"medical_expense": {"who": "A", "amount": amount, "happened_on": happened_on}}


def pension(amount: str) -> dict:
    return {"pension": {"who": "A", "category": "employee", "month": "2026-03", "amount": amount}}


SEVERE = {"disability": {"who": "B", "category": "severe", "status": "valid", "quantity": 2}}
AB: dict[str, dict] = {"A": {}, "B": {}}
EDGES: list[tuple[dict, dict]] = [
    # line 3: (assessed − medical) / size ≤ standard. 7 200 − 600 = 6 600
    ({"case": "line 3 at the standard", "evidence": [pension("600"), medical("600")]}, {"decided_by": 3}),
    ({"case": "line 3 one fen short", "evidence": [pension("600"), medical("599.99")]}, {"decided_by": 5}),
    (
        {"case": "line 3, expenses a day too old", "evidence": [pension("600"), medical("600", "2025-03-31")]},
        {"decided_by": 5},
    ),
    (
        {"case": "line 3 needs less than 1.5 × the standard", "evidence": [pension("825"), medical("9000")]},
        {"decided_by": 6},
    ),
    (
        {"case": "line 5 one fen a month below the ratio", "evidence": [pension("824.99")]},
        {"decided_by": 5, "suggested_programme": "near_dibao"},
    ),
    ({"case": "line 6 at the ratio", "evidence": [pension("825")]}, {"decided_by": 6, "suggested_programme": None}),
    # line 6: rigid_expense when (medical + education) / assessed > 0.6 and per capita < 24 000. 12 000 × 0.6 = 7 200
    (
        {"case": "line 6 share not above", "evidence": [pension("1000"), medical("7200")]},
        {"decided_by": 6, "suggested_programme": None},
    ),
    (
        {"case": "line 6 share one fen above", "evidence": [pension("1000"), medical("7200.01")]},
        {"decided_by": 6, "suggested_programme": "rigid_expense"},
    ),
    (
        {
            "case": "line 6 share with school fees",
            "evidence": [
                pension("1000"),
                medical("7000"),
                {"enrolment": {"who": "A", "status": "enrolled", "amount": "200.01"}},
            ],
        },
        {"decided_by": 6, "suggested_programme": "rigid_expense"},
    ),
    (
        {"case": "line 6 at the disposable income", "evidence": [pension("2000"), medical("20000")]},
        {"decided_by": 6, "suggested_programme": None},
    ),
    (
        {"case": "I01 of near_dibao goes to line 6", "household": "near_dibao", "evidence": [pension("900")]},
        {"decided_by": 6, "list": "exit"},
    ),
    (
        {"case": "I01 of rigid_expense goes to line 6", "household": "rigid_expense", "evidence": [pension("2100")]},
        {"decided_by": 6, "suggested_programme": None},
    ),
    (
        {"case": "tekun takes lines 3 to 5", "household": "tekun", "evidence": [pension("600")]},
        {"decided_by": 5, "suggested_programme": "near_dibao"},
    ),
    (
        {
            "case": "line 4, work relief is earned",
            "evidence": [{"work_relief": {"who": "A", "amount": 7000, "happened_on": "2026-01-01"}}],
        },
        {"decided_by": 4, "list": "gradual_exit"},
    ),
    (
        {
            "case": "line 4, one fen of work relief is part",
            "evidence": [pension("600"), {"work_relief": {"who": "A", "amount": "0.01", "happened_on": "2026-01-01"}}],
        },
        {"decided_by": 4},
    ),
    (
        {
            "case": "line 4, a village cadre's pay is earned",
            "evidence": [{"fiscal_pay": {"who": "A", "category": "village_cadre", "month": "2026-03", "amount": 600}}],
        },
        {"decided_by": 4},
    ),
    (
        {"case": "line 7, income of doubtful effect", "household": {"declared_annual_income": 9000}},
        {"decided_by": 7, "list": "review"},
    ),
    # line 2 and its suggestion: P02 alone, and the household clean as near_dibao; the person is the one
    # with the disability or illness
    (
        {"case": "one car, a severe disability", "members": AB, "evidence": [CAR, SEVERE]},
        {"decided_by": 2, "suggested_programme": "near_dibao", "person": "B"},
    ),
    (
        {"case": "one car, nobody disabled", "members": AB, "evidence": [CAR]},
        {"decided_by": 2, "suggested_programme": None, "person": None},
    ),
    (
        {"case": "two cars", "members": AB, "evidence": [CAR, CAR, SEVERE]},
        {"decided_by": 2, "suggested_programme": None},
    ),
    (
        {
            "case": "a car and a shop",
            "members": AB,
            "evidence": [CAR, SEVERE, {"commercial_property": {"who": "A", "status": "current", "label": "东街"}}],
        },
        {"decided_by": 2, "suggested_programme": None},
    ),
    (
        {
            "case": "a car and an exempted shop",
            "members": AB,
            "evidence": [CAR, SEVERE, {"commercial_property": {"who": "A", "status": "current", "label": "东街"}}],
            "exemptions": [{"finding_code": "P04", "valid_until": "2026-12-31"}],
        },
        {"decided_by": 2, "suggested_programme": "near_dibao"},
    ),
    (
        {"case": "a car, income above the limit of near_dibao", "members": AB, "evidence": [CAR, SEVERE, RICH]},
        {"decided_by": 2, "suggested_programme": None},
    ),
    (
        {"case": "a car, income between the limits", "members": AB, "evidence": [CAR, SEVERE, PENSION]},
        {"decided_by": 2, "suggested_programme": "near_dibao"},
    ),
    (
        {
            "case": "a serious illness names the person too",
            "members": AB,
            "evidence": [CAR, {"serious_illness": {"who": "A", "category": "serious_illness"}}],
        },
        {"suggested_programme": "near_dibao", "person": "A"},
    ),
    (
        {"case": "line 5 names the person as well", "members": AB, "evidence": [PENSION, SEVERE]},
        {"decided_by": 5, "person": "B"},
    ),
    (
        {"case": "S11 in a review", "evidence": [{"registered": {"who": "A", "category": "urban"}}]},
        {"list": "review", "suggested_programme": "urban_dibao"},
    ),
    (
        {"case": "S11 beside an exit", "evidence": [CAR, {"registered": {"who": "A", "category": "urban"}}]},
        {"list": "exit", "suggested_programme": None},
    ),
    # exemptions: shown, without effect, not among the reasons
    (
        {
            "case": "exempted car, nothing else",
            "evidence": [CAR],
            "exemptions": [{"finding_code": "P02", "valid_until": "2026-12-31"}],
        },
        {"decided_by": 9, "reasons": []},
    ),
    (
        {
            "case": "exempted income and a review",
            "evidence": [pension("9000"), LINES[7]["evidence"][0]],
            "exemptions": [{"finding_code": "I01", "valid_until": "2026-12-31"}],
        },
        {"decided_by": 7, "reasons": ["S02"]},
    ),
    (
        {
            "case": "exempted death of the last covered",
            **LINES[1],
            "exemptions": [{"finding_code": "S01", "valid_until": "2026-12-31"}],
        },
        {"decided_by": 9, "reasons": []},
    ),
]
INCOMPLETE = (
    "death",
    "registered",
    "marriage",
    "disability",
    "security",
    "vehicle",
    "dwelling",
    "home_purchase",
    "business",
    "machinery",
    "pension",
    "fiscal_pay",
    "work_relief",
    "subsidy",
    "employment",
)
COMPLETENESS = [
    ({"case": "everything delivered"}, True),
    *(({"case": f"{kind} never delivered", "unknown": [kind]}, False) for kind in INCOMPLETE),
    ({"case": "pension stale", "stale": ["pension"]}, False),
    ({"case": "deposits missing, flags there", "unknown": ["deposit"]}, True),
    ({"case": "flags missing, deposits there", "unknown": ["deposit_over_limit"]}, True),
    ({"case": "neither deposits nor flags", "unknown": ["deposit", "deposit_over_limit"]}, False),
    (
        {
            "case": "not needed: enrolment, settlements, illnesses",
            "unknown": ["enrolment", "medical_expense", "serious_illness"],
        },
        True,
    ),
    ({"case": "a member not authorised", "members": AB, "authorisations": [{"who": "A"}]}, False),
    ({"case": "all authorised", "authorisations": [{"who": "A"}]}, True),
]
APPLICATIONS: list[tuple[dict, tuple]] = [
    ({"case": "nothing found"}, ("eligible", None)),
    ({"case": "a review finding", "evidence": [LINES[7]["evidence"][0]]}, ("review", None)),
    ({"case": "a car", "evidence": [CAR]}, ("ineligible", None)),
    (
        {
            "case": "a car, a disability",
            "evidence": [CAR, {"disability": {"who": "A", "category": "severe", "status": "valid"}}],
        },
        ("ineligible", "near_dibao"),
    ),
    ({"case": "a car of a stale source", "stale": ["vehicle"], "evidence": [CAR]}, ("review", None)),
    ({"case": "income between the limits", "evidence": [pension("600")]}, ("ineligible", "near_dibao")),
    ({"case": "income above, share not above", "evidence": [pension("1000"), medical("7200")]}, ("ineligible", None)),
    (
        {"case": "income above, share one fen above", "evidence": [pension("1000"), medical("7200.01")]},
        ("ineligible", "rigid_expense"),
    ),
    ({"case": "income declared alone", "household": {"declared_annual_income": 9000}}, ("review", None)),
    (
        {
            "case": "near_dibao to rigid_expense",
            "household": "near_dibao",
            "evidence": [pension("1000"), medical("7200.01")],
        },
        ("ineligible", "rigid_expense"),
    ),
    (
        {
            "case": "nothing later than rigid_expense",
            "household": "rigid_expense",
            "evidence": [pension("2100"), medical("24000")],
        },
        ("ineligible", None),
    ),
    (
        {"case": "no covered member alive", "evidence": [{"death": {"who": "A", "happened_on": "2026-03-01"}}]},
        ("ineligible", None),
    ),
    (
        {
            "case": "exempted car",
            "evidence": [CAR],
            "exemptions": [{"finding_code": "P02", "valid_until": "2026-12-31"}],
        },
        ("eligible", None),
    ),
]
for _case, _ in APPLICATIONS:
    _case["register"] = "application"

Outcome = Callable[[dict], cases.Result]


def table(rows: Iterable[tuple[dict, object]]) -> pytest.MarkDecorator:
    """Parametrize with a case and what is expected of it."""
    rows = list(rows)
    return pytest.mark.parametrize(("case", "expected"), rows, ids=[case["case"] for case, _ in rows])


@table(({"case": f"line {line}", "members": AB, **LINES[line]}, line) for line in LINES)
def test_line_alone(case: dict, expected: int, outcome: Outcome) -> None:
    row = outcome(case).row
    found = (row["decided_by"], row["list"], row["suggested_programme"])
    assert found == (expected, LISTS[expected], SUGGESTED.get(expected))


def test_every_pair_is_covered() -> None:
    assert {*PAIRS, *IMPOSSIBLE} == set(combinations(LINES, 2))


@table((both(*pair), pair[0]) for pair in PAIRS)
def test_the_earlier_line_wins(case: dict, expected: int, outcome: Outcome) -> None:
    row = outcome(case).row
    assert (row["decided_by"], row["list"]) == (expected, LISTS[expected])


@table(EDGES)
def test_edge(case: dict, expected: dict, outcome: Outcome) -> None:
    result = outcome(case)
    found = {**result.row, "person": result.letters.get(result.row["suggested_person"])}
    assert {name: found[name] for name in expected} == expected


@table(COMPLETENESS)
def test_is_complete(case: dict, expected: bool, outcome: Outcome) -> None:
    assert outcome(case).row["is_complete"] is expected


@table(APPLICATIONS)
def test_application(case: dict, expected: tuple, outcome: Outcome) -> None:
    row = outcome(case).row
    assert (row["result"], row["suggested_programme"]) == expected

"""What an answer of a township changes in the next batch: suppression, gradual exit, completed reviews
(docs/rules.md#s10, docs/rules.md#suppressed)."""

from __future__ import annotations

from functools import cache

import pytest

from tests.assess import cases
from transforms.assess import remember

CAR = {
    "vehicle": {
        "who": "A",
        "fact": "car",
        "item": "02 澜A00001",
        "category": "02",
        "status": "active",
        "label": "澜A00001",
    }
}
OTHER = {
    "vehicle": {
        "who": "A",
        "fact": "other",
        "item": "02 澜A00002",
        "category": "02",
        "status": "active",
        "label": "澜A00002",
    }
}
POST = {"fiscal_pay": {"who": "A", "category": "public_welfare_post", "month": "2026-03", "amount": 600}}
PENSION = {"pension": {"who": "A", "category": "employee", "month": "2026-03", "amount": 600}}


def deposit(amount: str, account: str = "1") -> dict:
    return {
        "deposit": {
            "who": "A",
            "item": f"示例银行 {account}",
            "category": "CNY",
            "amount": amount,
            "happened_on": "2026-03-20",
        }
    }


# (what it shows, first batch, code answered, answer, second batch, what must come out of it)
TOLD = {"outcome_on": "2026-03-20"}
GRACE = {"outcome": "13", "effective_month": "2026-01-01"}
STORIES: list[tuple[str, dict, str, dict, dict, dict]] = [
    (
        "answered, nothing changed",
        {"evidence": [CAR]},
        "P02",
        {"outcome": "31"},
        {"evidence": [CAR]},
        {"state": "suppressed", "list": "keep", "reasons": []},
    ),
    ("true but declared", {"evidence": [CAR]}, "P02", {"outcome": "21"}, {"evidence": [CAR]}, {"state": "suppressed"}),
    (
        "true, no longer qualifies",
        {"evidence": [CAR]},
        "P02",
        {"outcome": "10"},
        {"evidence": [CAR]},
        {"state": "repeated", "list": "exit"},
    ),
    (
        "could not be verified",
        {"evidence": [CAR]},
        "P02",
        {"outcome": "50"},
        {"evidence": [CAR]},
        {"state": "repeated", "list": "exit"},
    ),
    (
        "value grows",
        {"evidence": [CAR]},
        "P02",
        {"outcome": "31"},
        {"evidence": [CAR, OTHER]},
        {"state": "worsened", "list": "exit"},
    ),
    (
        "other evidence, same value",
        {"evidence": [CAR]},
        "P02",
        {"outcome": "31"},
        {"evidence": [OTHER]},
        {"state": "repeated", "list": "exit"},
    ),
    (
        "value grows by one fen",
        {"evidence": [deposit("14000")]},
        "P01",
        {"outcome": "21"},
        {"evidence": [deposit("14000.01")]},
        {"state": "worsened", "list": "exit"},
    ),
    (
        "value falls by one fen",
        {"evidence": [deposit("14000")]},
        "P01",
        {"outcome": "21"},
        {"evidence": [deposit("13999.99")]},
        {"state": "suppressed", "list": "keep"},
    ),
    (
        "another account",
        {"evidence": [deposit("14000")]},
        "P01",
        {"outcome": "21"},
        {"evidence": [deposit("14000", "2")]},
        {"state": "repeated", "list": "exit"},
    ),
    (
        "limit changes",
        {"evidence": [deposit("30000")]},
        "P01",
        {"outcome": "21"},
        {"evidence": [deposit("30000")], "policy": {"financial_cap.dibao": 3}},
        {"state": "repeated", "list": "exit"},
    ),
    (
        "exemption holds on its last day",
        {"evidence": [CAR]},
        "P02",
        {"outcome": "20", "exempt_until": "2026-03-31"},
        {"evidence": [CAR]},
        {"state": "suppressed"},
    ),
    (
        "exemption ended the day before",
        {"evidence": [CAR]},
        "P02",
        {"outcome": "20", "exempt_until": "2026-03-30"},
        {"evidence": [CAR]},
        {"state": "repeated", "list": "exit"},
    ),
    (
        "another code is not suppressed",
        {"evidence": [CAR]},
        "P02",
        {"outcome": "31"},
        {"evidence": [CAR, deposit("14000")]},
        {"state": "suppressed", "list": "exit", "reasons": ["P01"]},
    ),
    (
        "gradual exit, no grace recorded",
        {"evidence": [POST]},
        "I01",
        {"outcome": "11"},
        {"evidence": [POST]},
        {"list": "gradual_exit", "decided_by": 4, "is_in_grace": False},
    ),
    (
        "in grace, lines 3 to 6 are skipped",
        {"evidence": [POST]},
        "I01",
        {**GRACE, "grace_until": "2026-06-30"},
        {"evidence": [POST]},
        {"list": "keep", "decided_by": 9, "is_in_grace": True},
    ),
    (
        "last day of grace",
        {"evidence": [POST]},
        "I01",
        {**GRACE, "grace_until": "2026-03-31"},
        {"evidence": [POST]},
        {"list": "keep", "is_in_grace": True},
    ),
    (
        "grace ended the day before: line 5",
        {"evidence": [POST]},
        "I01",
        {**GRACE, "grace_until": "2026-03-30"},
        {"evidence": [POST]},
        {"list": "exit", "decided_by": 5, "is_in_grace": False, "suggested_programme": "near_dibao"},
    ),
    (
        "grace has not begun",
        {"evidence": [POST]},
        "I01",
        {"outcome": "13", "effective_month": "2026-04-01", "grace_until": "2026-06-30"},
        {"evidence": [POST]},
        {"list": "gradual_exit", "is_in_grace": False},
    ),
    (
        "in grace, line 2 is not skipped",
        {"evidence": [POST]},
        "I01",
        {**GRACE, "grace_until": "2026-06-30"},
        {"evidence": [POST, CAR]},
        {"list": "exit", "decided_by": 2, "is_in_grace": True},
    ),
    (
        "in grace, line 7 is not skipped",
        {"evidence": [POST]},
        "I01",
        {**GRACE, "grace_until": "2026-06-30"},
        {"evidence": [POST, {"move_out": {"who": "A", "happened_on": "2026-01-01"}}]},
        {"list": "review", "decided_by": 7},
    ),
    (
        "in grace, even far above",
        {"evidence": [PENSION]},
        "I01",
        {**GRACE, "grace_until": "2026-06-30"},
        {"evidence": [{"pension": {"who": "A", "category": "employee", "month": "2026-03", "amount": 9000}}]},
        {"list": "keep", "is_in_grace": True},
    ),
]
DUE = {"household": {"benefit_class": "A类", "started_month": "2020-01", "last_review": "2024-01"}, "evidence": [CAR]}
# the cycle of class A is 12 months
STORIES += [
    (
        "reviewed eleven months ago",
        DUE,
        "P02",
        {"outcome": "31", "outcome_on": "2025-04-30"},
        DUE,
        {"without": "S10", "list": "keep"},
    ),
    (
        "reviewed twelve months ago",
        DUE,
        "P02",
        {"outcome": "31", "outcome_on": "2025-03-31"},
        DUE,
        {"with": "S10", "list": "review"},
    ),
    (
        "visited, but nothing could be verified",
        DUE,
        "P02",
        {"outcome": "50", "outcome_on": "2026-03-01"},
        DUE,
        {"with": "S10"},
    ),
]


@cache
def second_batch() -> dict[int, cases.Result]:
    """All stories at once: a first batch, what it leaves behind, the answers, a second batch per policy."""
    found: dict[int, cases.Result] = {}
    numbered = [(number, {"case": story[0], **story[4]}) for number, story in enumerate(STORIES)]
    for world in cases.worlds_of(numbered):
        told = [number for number, _ in world.cases]
        first = cases.World(
            world.as_of,
            world.stale,
            world.unknown,
            frozenset(),
            False,
            [(n, {"case": STORIES[n][0], **STORIES[n][1]}) for n in told],
        )
        con = cases.assessed_world(first)
        remember(con, cases.batch_of(first, 1))
        for sequence, number in enumerate(told, start=1):
            _answer(con, number, sequence)
        found |= cases.results(cases.assessed_world(world, con, 2), world)
    return found


def _answer(con, number: int, sequence: int) -> None:
    _, _, code, answer, *_ = STORIES[number]
    values = {**TOLD, **answer}
    columns = ", ".join(f"${name} AS {name}" for name in values)
    asked = "SELECT case_id FROM store.core.case_ids WHERE household_id = $household AND code = $code"
    con.execute(
        f"INSERT INTO store.core.outcomes BY NAME SELECT case_id, 'b1' AS answered_batch_id,"
        f" 1 AS after_batch_number, {sequence} AS sequence, {columns} FROM ({asked})",
        {**values, "household": cases.household_id(number), "code": code},
    )
    assert con.sql(f"SELECT count(*) FROM store.core.outcomes WHERE sequence = {sequence}").fetchall() == [(1,)]


@pytest.mark.parametrize("number", range(len(STORIES)), ids=[story[0] for story in STORIES])
def test_story(number: int) -> None:
    _, _, code, _, _, expected = STORIES[number]
    result = second_batch()[number]
    found = {**result.row, "state": result.findings[code]["state"] if code in result.findings else None}
    for name, value in expected.items():
        if name in ("with", "without"):
            assert (value in result.findings) is (name == "with")
        else:
            assert found[name] == value, (name, found[name])

"""What an answer of a township changes in the next batch: suppression, gradual exit, completed reviews
(docs/rules.md#s10, docs/rules.md#suppressed)."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from tests.assess import cases
from transforms.assess import remember
from transforms.match.register import remember_people

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
        "a grace period of unknown end",
        {"evidence": [POST]},
        "I01",
        GRACE,
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


# A car is answered, or nobody answers, or twice: (outcomes by day, in the order they came in), and of the
# next batch the state of the case, its
# outcome, and whether it keeps the term of the first list.
ANSWERS: list[tuple[str, list[tuple[str, str | None]], str, str | None, bool]] = [
    ("nobody answers", [], "sent", None, True),
    ("50 asks again, in the first term", [("50", "2026-03-20")], "returned", "50", True),
    ("51 asks again, in the first term", [("51", "2026-03-20")], "returned", "51", True),
    ("10 is no end while the finding lasts", [("10", "2026-03-20")], "closed", "10", True),
    ("the later day counts", [("50", "2026-03-21"), ("31", "2026-03-20")], "returned", "50", True),
    ("of one day the later to come in counts", [("50", "2026-03-20"), ("31", "2026-03-20")], "closed", "31", True),
    ("without a day it is that of the list", [("50", "2026-03-20"), ("31", None)], "closed", "31", True),
]


@cache
def month_later() -> tuple[dict[int, tuple], date, date]:
    """(state, outcome, term) of each car's case in a second batch, and the terms of the two batches."""
    told = [(number, {"case": name, "evidence": [CAR]}) for number, (name, *_) in enumerate(ANSWERS)]
    (first,), (second,) = (cases.worlds_of([(n, {**case, "as_of": day}) for n, case in told]) for day in DAYS)
    con = cases.assessed_world(first)
    remember(con, cases.batch_of(first, 1))
    ((term,),) = con.sql("SELECT DISTINCT due_on FROM cases_now").fetchall()
    for number, (_, answers, *_) in enumerate(ANSWERS):
        for place, (outcome, day) in enumerate(answers):
            con.execute(
                f"INSERT INTO store.core.outcomes BY NAME SELECT case_id, 'b1' AS answered_batch_id, 1 AS after_batch_number,"
                f" {10 * number + place} AS sequence, $outcome AS outcome, $day::DATE AS outcome_on"
                f" FROM store.core.case_ids WHERE household_id = $household",
                {"outcome": outcome, "day": day, "household": cases.household_id(number)},
            )
    con = cases.assessed_world(second, con, 2)
    rows = con.sql("SELECT household_id, state, outcome, due_on FROM cases_now").fetchall()
    ((anew,),) = con.sql("SELECT review_due_on()").fetchall()
    return {int(household[1:5]): tuple(row) for household, *row in rows}, term, anew


DAYS = (date(2026, 3, 31), date(2026, 4, 30))


@pytest.mark.parametrize("number", range(len(ANSWERS)), ids=[name for name, *_ in ANSWERS])
def test_case_of_the_next_batch(number: int) -> None:
    _, _, state, outcome, keeps_term = ANSWERS[number]
    found, term, anew = month_later()
    assert term != anew
    assert found[number] == (state, outcome, term if keeps_term else anew)


ILL = {"disability": {"who": "X", "category": "severe", "status": "valid", "quantity": 1}}
FLOOD, LATER_FLOOD = ({"disaster": {"who": "X", "happened_on": day}} for day in ("2026-03-01", "2026-04-10"))
# (what it shows, signals of the first batch, its answer, signals of the second, state of the lead)
LEADS: list[tuple[str, list[dict], str | None, list[dict], str]] = [
    ("nobody answers", [ILL], None, [ILL], "repeated"),
    ("answered", [ILL], "40", [ILL], "answered"),
    ("could not be verified", [ILL], "50", [ILL], "repeated"),
    ("another kind of signal", [ILL], "40", [ILL, FLOOD], "repeated"),
    ("one kind less", [ILL, FLOOD], "40", [ILL], "answered"),
    ("the same call for help", [FLOOD], "40", [FLOOD], "answered"),
    ("a new call for help", [FLOOD], "40", [FLOOD, LATER_FLOOD], "repeated"),
]


@cache
def leads_a_month_later() -> dict[int, str]:
    """The state of each lead in a second batch."""
    worlds = (
        cases.worlds_of(
            (n, {"case": story[0], "evidence": story[place], "as_of": day}) for n, story in enumerate(LEADS)
        )
        for place, day in zip((1, 3), DAYS, strict=True)
    )
    (first,), (second,) = worlds
    con = cases.assessed_world(first)
    remember(con, cases.batch_of(first, 1))
    con.execute(
        "INSERT INTO store.core.batches BY NAME SELECT 'b1' AS batch_id, 1 AS number, $day::DATE AS as_of",
        {"day": DAYS[0]},
    )
    whose = "JOIN person_ids n USING (person_id) JOIN people p USING (person_no)"
    asked = f"SELECT lead_id, p.resident_id FROM mart.leads {whose}"
    for lead, resident in con.execute(asked).fetchall():
        number = int(resident[2:6])
        if LEADS[number][2]:
            con.execute(
                "INSERT INTO store.core.outcomes BY NAME SELECT 'lead' AS subject, $lead AS subject_id, 'b1' AS answered_batch_id,"
                " 1 AS after_batch_number, $number AS sequence, $outcome AS outcome",
                {"lead": lead, "number": number, "outcome": LEADS[number][2]},
            )
    con = cases.assessed_world(second, con, 2)
    rows = con.execute(f"SELECT p.resident_id, l.state FROM mart.leads l {whose}").fetchall()
    return {int(resident[2:6]): state for resident, state in rows}


@pytest.mark.parametrize("number", range(len(LEADS)), ids=[story[0] for story in LEADS])
def test_lead_of_the_next_batch(number: int) -> None:
    assert leads_a_month_later()[number] == LEADS[number][4]


def test_people_keep_their_ids() -> None:
    days = [[(n, {"case": str(n), "as_of": day}) for n in range(3)] for day in DAYS]
    (first,), (second,) = (
        cases.worlds_of(days[0][:2]),
        cases.worlds_of(days[1]),
    )  # the third comes with the second batch
    con = cases.assessed_world(first)
    remember_people(con, cases.batch_of(first, 1))
    who = "SELECT resident_id, person_id, is_new FROM person_ids JOIN people USING (person_no) ORDER BY person_no"
    before = con.sql(who).fetchall()
    assert sorted(person for _, person, _ in before) == ["P00000001", "P00000002"]
    con = cases.assessed_world(second, con, 2)
    remember_people(con, cases.batch_of(second, 2))
    *known, new = con.sql(who).fetchall()
    assert known == [(resident, person, False) for resident, person, _ in before]
    assert new[1:] == ("P00000003", True)
    assert con.sql("SELECT count(*), count(DISTINCT person_id) FROM store.core.persons").fetchall() == [(3, 3)]

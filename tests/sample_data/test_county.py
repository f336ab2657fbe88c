"""The county as data: identities, registers, what is planted."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from sample_data.cases import CASES
from sample_data.county import frame, generate
from sample_data.damage import Verbatim
from sample_data.deliver import plan
from sample_data.identity import check_digit, is_valid_id
from schemas.model import catalog


@pytest.fixture(scope="module")
def county():
    return generate()


def test_check_digit_of_a_known_example():
    assert check_digit("11010519491231002") == "X"  # the example of GB 11643-1999
    assert not is_valid_id("11010519491231002X")  # a real division


def test_every_registered_id_is_valid_and_belongs_to_nobody(county):
    ids = [p.resident_id for hukou in county.hukous for p in hukou.people]
    assert all(is_valid_id(text) and "990000" <= text[:6] <= "999999" for text in ids)
    assert len(set(ids)) == len(ids)
    assert all(f"{p.birth:%Y%m%d}" == p.resident_id[6:14] for hukou in county.hukous for p in hukou.people)
    assert all((int(p.resident_id[16]) % 2 == 1) == p.is_male for hukou in county.hukous for p in hukou.people)


def test_phones_are_synthetic(county):
    phones = frame(county, "roster_households")["phone"].to_list() + frame(county, "outreach")["phone"].to_list()
    assert all(phone.startswith("1990000") for phone in phones if phone)


def test_sizes_are_as_asked(county):
    assert len(county.tables["roster_households"]) == 400
    on_roster = {p.resident_id for h in county.households for p in h.people}
    others = [p for hukou in county.hukous for p in hukou.people if p.resident_id not in on_roster]
    assert 1600 <= len(others) <= 1800
    keep = sum(h.expectation.outcome == "keep" for h in county.households if h.register == "roster")
    assert keep > 200


def test_rows_have_what_is_required_unless_they_are_planted_faults(county):
    faulty = {id(f.row) for f in county.faults}
    for name, dataset in catalog().datasets.items():
        required = [at for at, column in enumerate(dataset.columns.values()) if column.required]
        for row in county.tables[name]:
            if id(row) not in faulty:
                assert all(row[at] not in (None, "") for at in required), (name, row)


def test_codes_are_of_the_catalogue(county):
    for name, dataset in catalog().datasets.items():
        for at, column in enumerate(dataset.columns.values()):
            if column.type == "code":
                delivered = {
                    row[at] for row in county.tables[name] if row[at] is not None and not isinstance(row[at], Verbatim)
                }
                assert delivered <= set(column.codes), (name, column.name)


def test_every_finding_that_is_planted_stands_in_two_households(county):
    planted = Counter(code for h in county.households for code in h.expectation.codes)
    assert len(planted) >= 24, "the findings that hedui began with are all planted"
    assert not {code: times for code, times in planted.items() if times < 2}


def test_every_outcome_and_lead_colour_is_planted_twice(county):
    outcomes = Counter((h.register, h.expectation.outcome) for h in county.households if h.case)
    for expected in ("keep", "review", "exit", "gradual_exit", "adjust"):
        assert outcomes["roster", expected] >= 2
    for expected in ("eligible", "review", "ineligible"):
        assert outcomes["application", expected] >= 2
    colours = Counter(lead.colour for lead in county.leads)
    assert all(colours[c] >= 2 for c in "红橙黄蓝")
    suggested = {h.expectation.suggested for h in county.households if h.register == "application"}
    assert {"near_dibao", "rigid_expense"} <= suggested
    signals = {s for lead in county.leads for s in lead.signals}
    assert len(signals) == 10


def test_every_case_says_which_rule_it_exercises():
    assert all(case.__doc__ and len(case.__doc__) > 12 for case in CASES)
    assert len({case.__name__ for case in CASES}) == len(CASES)


def test_nothing_is_dated_after_its_delivery(county):
    sent = {d.dataset: d.sent_on for d in plan(county)}
    for name, dataset in catalog().datasets.items():
        for at, column in enumerate(dataset.columns.values()):
            if column.type == "date" and column.name not in ("valid_until", "died_on", "released_on"):
                late = [row for row in county.tables[name] if isinstance(row[at], date) and row[at] > sent[name]]
                assert not late, (name, column.name, late[:1])


@pytest.mark.slow
def test_a_larger_county_plants_more():
    small, large = generate(400), generate(3_000, 1)
    assert len(large.tables["roster_households"]) == 3_000
    assert len(large.mentions) > 2 * len(small.mentions)
    assert len(large.faults) == len(small.faults)
    assert len(large.villages) > len(small.villages)

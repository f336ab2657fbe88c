"""Whatever the county: more countable income or assets never improves a result, an exemption never worsens it, removing
a source never creates an exit.

A batch costs nearly the same for ten households as for a hundred, and none depends on another here. So every household
of a county gets a change of its own, all kinds of change in turn, and one batch says what became of them all. Where
docs/rules.md itself demands the contrary, the household or the source is left out, with the sentence that demands it:

- M01 "would be raised with T3/T4 evidence added and is not raised without it": certain evidence that raises a code
  takes M01 away, and if that code is exempted, nothing is left. Households that had an M01 are left out.
- Line 4 "part of income.verified is earned": work relief may turn an exit into a gradual exit.
  The added income is a subsidy.
- Deaths: the dead man's pension counts again when nobody says that he is dead (docs/rules.md#totals: "about
  authorised living members").
- Authorisations "never delivered, everyone counts as authorised"; exemptions are what the county decided:
  neither is a source about persons.
- Contracts "whose location is not that of a current unit": two contracts for one known unit are two
  dwellings when the units are unknown.
"""

from __future__ import annotations

import copy
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

import pytest

from schemas.model import catalog
from tests.assess.pipeline import assessed
from tests.assess.random_county import AS_OF, RandomCounty, random_county

pytestmark = pytest.mark.slow
SEEDS = (2001, 2002, 2003)
RANKS = {"keep": 0, "adjust": 1, "review": 2, "gradual_exit": 3, "exit": 4, "eligible": 0, "ineligible": 4}
LEAVES = ("exit", "gradual_exit", "ineligible")
LAST_WEEK, LAST_SEASON = AS_OF - timedelta(days=7), AS_OF - timedelta(days=60)


@cache
def county_of(seed: int) -> RandomCounty:
    """A county of 60 roster and 60 applying households, every contract for a place of its own (see above)."""
    county = random_county(seed, 60, 60)
    for number, row in enumerate(county.rows.get("contracts", [])):
        row["location"] = f"{row['location']} {number}"
    return county


def outcomes(county: RandomCounty) -> dict[tuple[str, str], dict]:
    """Register and household -> its outcome, the codes of its findings, and code and effect of those that stand."""
    con = assessed(county, AS_OF)
    found = {
        ("roster", h): {"outcome": o, "codes": set(), "standing": set()}
        for h, o in con.sql("SELECT household_id, list FROM mart.households").fetchall()
    }
    found |= {
        ("application", h): {"outcome": o, "codes": set(), "standing": set()}
        for h, o in con.sql("SELECT household_id, result FROM mart.applications").fetchall()
    }
    findings = con.sql("SELECT register, household_id, code, effect, state FROM mart.findings").fetchall()
    for register, household, code, effect, state in findings:
        found[register, household]["codes"].add(code)
        if state not in ("exempted", "suppressed"):
            found[register, household]["standing"].add((code, effect))
    con.close()
    return found


@cache
def outcomes_of(seed: int) -> dict[tuple[str, str], dict]:
    return outcomes(county_of(seed))


def homes(county: RandomCounty) -> list[dict]:
    return county.rows["roster_households"] + county.rows["application_households"]


def worsened(before: dict, after: dict) -> list:
    """Households whose outcome is worse after than before."""
    return [
        (key, row, after[key]) for key, row in before.items() if RANKS[after[key]["outcome"]] > RANKS[row["outcome"]]
    ]


def add(county: RandomCounty, dataset: str, number: int, home: dict, values: dict) -> None:
    """One more row of a dataset for the head of a household, tied to him with certainty."""
    county.delivered[dataset] = county.delivered.get(dataset) or LAST_WEEK
    row = dict.fromkeys(catalog().datasets[dataset].columns) | {"resident_id": home["head_id"], "name": "甲"} | values
    row |= {"file": f"{dataset}.csv", "sheet": "", "row": 10_000 + number, "observed_on": county.delivered[dataset]}
    county.rows.setdefault(dataset, []).append(row)
    county.ties[dataset, row["file"], "", row["row"], 1] = (home["head_id"], "T1")


def more(number: int) -> list[tuple[str, dict]]:
    """What makes a household better off: a subsidy or a deposit of five sizes, a car, a dwelling."""
    amounts = [Decimal(n) for n in (1, 500, 4_000, 9_000, 60_000)]
    return [
        *(("subsidies", {"item": "耕地地力补贴", "paid_on": date(2026, 1, 1), "amount": a}) for a in amounts),
        *(
            (
                "deposits",
                {"bank": "示例银行", "account": f"own {number}", "queried_on": date(2026, 3, 20), "balance": a},
            )
            for a in amounts
        ),
        ("vehicles", {"plate_class": "02", "plate_number": f"澜A9{number:04d}", "status": "active"}),
        (
            "real_estate",
            {
                "unit_number": f"own {number}",
                "location": f"新街{number}号",
                "floor_area_sqm": Decimal(90),
                "use": "dwelling",
                "status": "current",
            },
        ),
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_more_income_savings_or_property_never_improve(seed: int) -> None:
    changed = copy.deepcopy(county_of(seed))
    for number, home in enumerate(homes(changed), start=1):
        kinds = more(number)
        dataset, values = kinds[(number + seed) % len(kinds)]
        add(changed, dataset, number, home, values)
    before, after = outcomes_of(seed), outcomes(changed)
    assert [change for change in worsened(after, before) if "M01" not in before[change[0]]["codes"]] == []
    assert worsened(before, after), "nobody came over a limit: the rows were not read"


@pytest.mark.parametrize("seed", SEEDS)
def test_what_stands_is_never_passed_over(seed: int) -> None:
    """Only an application stays eligible when a member died and a covered one lives (line 8 is about the roster)."""
    left = {
        key: row["standing"] - ({("S01", "adjust")} if key[0] == "application" else set())
        for key, row in outcomes_of(seed).items()
        if row["outcome"] in ("keep", "eligible")
    }
    assert {key: standing for key, standing in left.items() if standing} == {}
    assert {key[0] for key in left} == {"roster", "application"}, "nobody is kept or eligible"
    effects = {effect for row in outcomes_of(seed).values() for _, effect in row["standing"]}
    assert effects == {"exit", "adjust", "review"}, "an effect is never met"


@pytest.mark.parametrize("seed", SEEDS)
def test_an_exemption_never_worsens(seed: int) -> None:
    changed = copy.deepcopy(county_of(seed))
    changed.delivered["exemptions"] = AS_OF
    granted = {
        "kind": "示例",
        "approved_by": "示例",
        "approved_on": AS_OF,
        "valid_until": AS_OF,
        "basis": None,
        "observed_on": AS_OF,
    }
    codes = ("全部", "P01", "P02", "P03", "I01", "S01", "S08", "S10", "M01")
    for number, home in enumerate(homes(changed), start=1):
        row = granted | {"household_id": home["household_id"], "finding_code": codes[(number + seed) % len(codes)]}
        changed.rows.setdefault("exemptions", []).append(
            row | {"file": "exemptions.csv", "sheet": "", "row": 10_000 + number}
        )
    before, after = outcomes_of(seed), outcomes(changed)
    assert worsened(before, after) == []
    assert worsened(after, before), "nobody is better off: the exemptions were not read"


@pytest.mark.parametrize(
    ("seed", "dataset", "is_stale"),
    # those whose absence could count against a household: what lifts a finding, what makes
    # up a sum, and one of the rest
    [
        (2001, "certificates", True), (2001, "settlements", False), (2002, "illnesses", False), (2002, "registry", True), (2003, "real_estate", False),
        (2003, "payroll", False),
    ],
)  # fmt: skip
def test_removing_a_source_never_creates_an_exit(seed: int, dataset: str, is_stale: bool) -> None:
    """Delivered too long ago, or never."""
    changed = copy.deepcopy(county_of(seed))
    rows = changed.rows.pop(dataset, [])
    changed.delivered.pop(dataset, None)
    if is_stale:
        changed.delivered[dataset] = LAST_SEASON
        changed.rows[dataset] = [row | {"observed_on": LAST_SEASON} for row in rows]
    before, after = outcomes_of(seed), outcomes(changed)
    assert [
        (k, row, after[k])
        for k, row in before.items()
        if row["outcome"] not in LEAVES and after[k]["outcome"] in LEAVES
    ] == []

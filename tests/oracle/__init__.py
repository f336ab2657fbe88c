"""An independent, slow, plain reading of docs/rules.md, for differential tests.

`assess_county(rows, ties, conflicts, delivered, as_of, parameters, member_tier=None, stale=None) -> County`

rows       dataset -> canonical rows (typed) with file, sheet, row, observed_on
ties       (dataset, file, sheet, row, party) -> (resident_id, tier)
conflicts  (dataset, file, sheet, row, party) -> resident_id (or a set of such keys: then the row's own ID)
delivered  dataset -> newest observed_on, or None / absent when not delivered
parameters id -> value, see parameters.at
member_tier resident_id of a damaged roster ID -> the best tier its evidence may have
stale      dataset -> bool, where the caller knows better than observed_on and the senders in the rows
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .decide import decide, decide_application, is_complete
from .facts import World
from .findings import Finding, RosterIndex, economy, find
from .household import Household, View, build_households
from .index import Index, hardship
from .leads import Lead, find_leads

__all__ = ["Assessed", "County", "assess_county"]


@dataclass
class Assessed:
    """One household (roster) or application."""

    household_id: str
    programme: str
    size: int
    covered: int
    pension: Decimal
    fiscal_pay: Decimal
    work_relief: Decimal
    subsidy: Decimal
    verified: Decimal
    assessed: Decimal
    per_capita: Fraction | None
    financial_assets: Decimal
    financial_cap: Decimal
    standard: Decimal
    vehicles: int
    dwellings: int
    commercial_properties: int
    medical_out_of_pocket: Decimal
    education_fees: Decimal
    findings: dict[str, Finding]
    reasons: list[str]
    suggested_programme: str | None
    is_complete: bool
    index: Index
    list: str | None = None  # roster only
    line: int | None = None  # roster only
    suggested_person: frozenset = frozenset()  # roster only
    result: str | None = None  # application only


@dataclass
class County:
    households: dict[str, Assessed]
    applications: dict[str, Assessed]
    leads: dict[tuple, Lead]


def assess_county(rows, ties, conflicts, delivered, as_of, parameters, member_tier=None, stale=None) -> County:
    """One batch over one inbox, all deliveries in force, no earlier outcomes."""
    world = World(rows, ties, conflicts, delivered, as_of, parameters, member_tier, stale)
    roster = build_households(world, "roster")
    applications = build_households(world, "application")
    index = RosterIndex.of(roster)
    return County(
        {key: _assess(world, h, index) for key, h in roster.items()},
        {key: _assess(world, h, index) for key, h in applications.items()},
        find_leads(world),
    )


def _assess(world: World, household: Household, roster: RosterIndex) -> Assessed:
    view = View(world, household, "certain")
    now = economy(view, household.programme)
    t = now.totals
    found = find(world, household, roster)
    result = Assessed(
        household_id=household.household_id,
        programme=household.programme,
        size=view.size,
        covered=view.covered,
        pension=t.pension,
        fiscal_pay=t.fiscal_pay,
        work_relief=t.work_relief,
        subsidy=t.subsidy,
        verified=t.verified,
        assessed=t.assessed,
        per_capita=t.per_capita,
        financial_assets=t.financial_assets,
        financial_cap=now.cap,
        standard=now.standard,
        vehicles=t.vehicles,
        dwellings=t.dwellings,
        commercial_properties=t.commercial_properties,
        medical_out_of_pocket=t.medical_out_of_pocket,
        education_fees=t.education_fees,
        findings=found,
        reasons=sorted(c for c, f in found.items() if f.stands),
        suggested_programme=None,
        is_complete=is_complete(world, household),
        index=hardship(view, t),
    )
    if household.register == "roster":
        d = decide(world, household, found)
        result.list, result.line = d.list, d.line
        result.suggested_programme, result.suggested_person = d.suggested_programme, frozenset(d.suggested_person)
    else:
        result.result, result.suggested_programme = decide_application(world, household, found)
    return result

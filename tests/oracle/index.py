"""Signals of a person, strength, hardship index, household colour (docs/rules.md#leads, docs/rules.md#index)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .facts import CERTAIN, World, age_on, in_last_months
from .household import Totals, View, has_serious_illness, has_severe_disability

STRENGTH = {
    "severe_disability": 2,
    "serious_illness": 2,
    "high_medical_expense": 2,
    "monitored": 2,
    "disaster": 1,
    "hardship_worker": 1,
    "outreach": 1,
    "platform_alert": 1,
    "out_of_school": 1,
    "many_children": 1,
}


def person_signals(world: World, rid: str, tiers) -> set[str]:
    """Kinds of signal about one person; many_children belongs to the group, not to a person."""
    as_of, found = world.as_of, set()
    if has_severe_disability(world, rid, tiers):
        found.add("severe_disability")
    if has_serious_illness(world, rid, tiers):
        found.add("serious_illness")
    paid = sum(
        (f.values["out_of_pocket"] for f in world.held(rid, "settlements", tiers)
         if in_last_months(f.values["settled_on"], 12, as_of)),
        Decimal(0),
    )  # fmt: skip
    if paid >= world.parameters["lead.high_medical_expense"]:
        found.add("high_medical_expense")
    if any(f.values["is_risk_removed"] is False for f in world.held(rid, "monitored_households", tiers)):
        found.add("monitored")
    if any(in_last_months(f.values["happened_on"], 12, as_of) for f in world.held(rid, "disaster_relief", tiers)):
        found.add("disaster")
    if any(
        f.values.get("released_on") is None or f.values["released_on"] > as_of
        for f in world.held(rid, "hardship_workers", tiers)
    ):
        found.add("hardship_worker")
    if recent_outreach(world, rid, tiers):
        found.add("outreach")
    if any(in_last_months(f.values["issued_on"], 6, as_of) for f in world.held(rid, "platform_alerts", tiers)):
        found.add("platform_alert")
    age = age_on(rid, as_of)
    if (
        age is not None
        and 6 <= age <= 15
        and world.held(rid, "registry", tiers)
        and world.is_known("enrolment")
        and not any(f.values["status"] == "enrolled" for f in world.held(rid, "enrolment", tiers))
    ):
        found.add("out_of_school")
    return found


def recent_outreach(world: World, rid: str, tiers) -> list:
    return [f for f in world.held(rid, "outreach", tiers) if in_last_months(f.values["reported_on"], 6, world.as_of)]


@dataclass
class Index:
    income: Fraction
    signals: Fraction
    labour: Fraction
    medical: Fraction
    total: Fraction
    colour: str
    strength: int
    kinds: list[str]


def household_signals(view: View) -> set[str]:
    """Distinct kinds over the living authorised members (T1/T2)."""
    world, kinds = view.world, set()
    for rid in view.authorised_living:
        kinds |= person_signals(world, rid, CERTAIN)
    young = [r for r in view.authorised_living if (age := age_on(r, world.as_of)) is not None and age < 18]
    if len(young) >= 3:
        kinds.add("many_children")
    return kinds


def hardship(view: View, t: Totals) -> Index:
    world = view.world
    kinds = household_signals(view)
    strength = sum(STRENGTH[k] for k in kinds)
    disposable = Fraction(world.parameters["disposable_income_per_capita"])
    income = Fraction(0)
    if t.per_capita is not None:
        income = 40 * min(max(1 - t.per_capita / disposable, Fraction(0)), Fraction(1))
    living = [m for m in view.household.members if m.rid not in view.dead]
    idle = sum(_without_labour(m, world) for m in living)
    labour = 20 * Fraction(idle, len(living)) if living else Fraction(0)
    signals = 25 * min(Fraction(1), Fraction(strength, 6))
    medical = 15 * min(Fraction(1), Fraction(t.medical_out_of_pocket) / max(Fraction(t.assessed), Fraction(1)))
    total = income + signals + labour + medical
    colour = "红" if total >= 60 else "橙" if total >= 35 else "绿"
    return Index(income, signals, labour, medical, total, colour, strength, sorted(kinds))


def _without_labour(member, world: World) -> bool:
    age = age_on(member.rid, world.as_of)
    return member.values.get("labour") in ("lost", "none") or (age is not None and (age < 16 or age >= 60))

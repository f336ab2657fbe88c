"""Leads (docs/rules.md#leads). Signals compare at T1-T3; dead = T1/T2."""

from __future__ import annotations

from dataclasses import dataclass, field

from .facts import CERTAIN, LEAD, World, age_on, canonical_id, in_last_months, months_between
from .household import FISCAL, months_of
from .index import STRENGTH, person_signals, recent_outreach

# ("hukou", number) | ("person", resident_id) | ("outreach", (name, village, phone))
LeadKey = tuple


@dataclass
class Lead:
    key: LeadKey
    signals: list[str] = field(default_factory=list)
    colour: str = ""
    is_urgent: bool = False
    persons: set = field(default_factory=set)
    is_identity_confirmed: bool = True


def colour_of(kinds: set[str], is_urgent: bool) -> str:
    if len(kinds) >= 3 or is_urgent:
        return "红"
    if len(kinds) == 2:
        return "橙"
    return "黄" if any(STRENGTH[k] == 2 for k in kinds) else "蓝"


def known_on_lists(world: World) -> set[str]:
    """Persons on a roster or in an application, by ID as delivered."""
    return {
        canonical_id(f.values["resident_id"])
        for dataset in ("roster_members", "application_members")
        for f in world.facts.get(dataset, [])
    }


def is_fiscal(world: World, rid: str) -> bool:
    """On the fiscal payroll: as I02 (latest month not more than 3 months old, T1/T2), no cadre, no welfare post."""
    months = months_of(world, world.held(rid, "payroll", CERTAIN))
    return bool(months) and months_between(max(months), world.as_of) <= 3 and months[max(months)]["position"] in FISCAL


def hukou_of(world: World, rid: str) -> str | None:
    fact = world.best(rid, "registry", LEAD)
    return fact.values["hukou_number"] if fact else None


def find_leads(world: World) -> dict[LeadKey, Lead]:
    listed = known_on_lists(world)
    groups: dict[LeadKey, tuple[set, set, list]] = {}  # kinds, persons, urgent flags

    def add(key: LeadKey, kinds, person=None, urgent=False) -> None:
        entry = groups.setdefault(key, (set(), set(), []))
        entry[0].update(kinds)
        if person is not None:
            entry[1].add(person)
        entry[2].append(bool(urgent))

    own_rows = own_outreach(world, listed)
    for rid in list(world.by_person):
        if rid in listed or world.is_dead(rid, CERTAIN) or is_fiscal(world, rid):
            continue
        kinds = person_signals(world, rid, LEAD)
        outreach = [f for f in recent_outreach(world, rid, LEAD) if f not in own_rows]
        if not outreach:
            kinds.discard("outreach")
        if kinds:
            hukou = hukou_of(world, rid)
            key = ("hukou", hukou) if hukou else ("person", rid)
            add(key, kinds, rid, any(f.values.get("is_urgent") for f in outreach))

    # many_children: a hukou with >= 3 living persons under 18 and nobody on a list
    residents: dict[str, set[str]] = {}
    for rid in list(world.by_person):
        if hukou := hukou_of(world, rid):
            residents.setdefault(hukou, set()).add(rid)
    for hukou, people in residents.items():
        young = {
            r
            for r in people
            if (age := age_on(r, world.as_of)) is not None and age < 18 and not world.is_dead(r, CERTAIN)
        }
        if len(young) >= 3 and not people & listed:
            add(("hukou", hukou), {"many_children"})
            groups[("hukou", hukou)][1].update(young)

    for fact in own_rows:
        v = fact.values
        add(("outreach", (v["name"], v["village"], v.get("phone"))), {"outreach"}, None, v.get("is_urgent"))

    return {
        key: Lead(key, sorted(kinds), colour_of(kinds, any(urgent)), any(urgent), persons, key[0] != "outreach")
        for key, (kinds, persons, urgent) in groups.items()
    }


def own_outreach(world: World, listed: set[str]) -> set:
    """Outreach rows without a usable ID: no ID text, or one that leads to nobody at
    T1-T3; not about a listed person."""
    found = set()
    for fact in world.facts.get("outreach", []):
        if not in_last_months(fact.values["reported_on"], 6, world.as_of):
            continue
        people = {rid for (_, rid), tier in fact.holders.items() if tier in LEAD}
        if people & listed:
            continue
        if not people or not fact.values.get("resident_id"):
            found.add(fact)
    return found

"""Findings of a household (docs/rules.md#findings, with docs/rules.md#unknown and docs/rules.md#exemptions)."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

from .facts import CERTAIN, POSSIBLE, World, in_last_months, is_valid_id, months_between
from .household import (
    DIBAO,
    FISCAL,
    Household,
    Totals,
    View,
    cap_of,
    certificate_level,
    income_limit,
    is_cny,
    is_valid_certificate,
    level_in,
    months_of,
    recent_contracts,
    totals,
)

PROPERTY = ("P01", "P02", "P03", "P04")
NOT_FOR_APPLICATIONS = frozenset({"S03", "S10", "S11", "I04", "X01"})  # docs/rules.md#applications
# Codes whose evidence about dead members is left out although docs/rules.md#findings does not say so. Literal: none.
LIVING_ONLY: frozenset[str] = frozenset({"S02", "S09", "I02", "I03", "P05", "P06", "P07"})


@dataclass
class Finding:
    code: str
    effect: str  # exit, adjust, review
    is_exempted: bool = False
    persons: set = field(default_factory=set)
    names: set = field(default_factory=set)  # M01: the codes it names

    @property
    def stands(self) -> bool:
        return not self.is_exempted


@dataclass
class Economy:
    """What one scenario says for one programme."""

    programme: str
    totals: Totals
    standard: object
    limit: object
    cap: object
    raised: set[str]


# ---------------------------------------------------------------- I01, P01-P04 in one scenario


def economy(view: View, programme: str, without=None) -> Economy:
    p = view.world.parameters
    t = totals(view, without)
    standard = view.standard(programme)
    limit = income_limit(programme, standard, p)
    cap = cap_of(programme, p) * standard * view.size
    raised = set()
    if t.per_capita is not None and t.per_capita > limit:
        raised.add("I01")
    if t.financial_assets > cap:
        raised.add("P01")
    if vehicles_after_exemption(view, t, programme) >= 1:
        raised.add("P02")
    if t.dwellings > p["dwelling.max_units"] and not area_rule_allows(view, t):
        raised.add("P03")
    if t.commercial_properties >= 1:
        raised.add("P04")
    return Economy(programme, t, standard, limit, cap, raised)


def vehicles_after_exemption(view: View, t: Totals, programme: str) -> int:
    """vehicle.exempt_one_for; in `fresh` an unknown saver counts for the household (docs/rules.md#unknown)."""
    if programme not in view.world.parameters["vehicle.exempt_one_for"]:
        return t.vehicles
    saved = view.has_saver() or (view.fresh_only and view.saver_is_unknown())
    return max(t.vehicles - 1, 0) if saved else t.vehicles


def area_rule_allows(view: View, t: Totals) -> bool:
    """Two units, total area / size <= limit."""
    limit = view.world.parameters["dwelling.second_unit_area_per_capita"]
    return t.dwellings == 2 and view.size > 0 and t.dwelling_area <= limit * view.size


def line3_holds(t: Totals, programme: str, standard, view: View) -> bool:
    """docs/rules.md#line-3, without its words about I01."""
    return below_ratio(t, programme, standard, view) and t.assessed - t.medical_out_of_pocket <= standard * view.size


def below_ratio(t: Totals, programme: str, standard, view: View) -> bool:
    ratio = view.world.parameters["near_dibao.ratio"]
    return programme in (*DIBAO, "tekun") and t.per_capita is not None and t.per_capita < ratio * standard


def income_effect(world: World, household: Household, programme: str, certain: View, economy_: Economy) -> str:
    """exit ("see 6") or review."""
    fresh_view = View(world, household, "fresh")
    fresh = economy(fresh_view, programme)
    # income.verified / size alone above the limit, on fresh evidence (and the standard that is best for the household)
    if fresh.totals.verified_per_capita is None or not fresh.totals.verified_per_capita > fresh.limit:
        return "review"
    if not economy_.totals.verified_per_capita > economy_.limit:
        return "review"
    # arrears: an I01 that would not be raised without this stream
    for stream in economy_.totals.arrears:
        if "I01" not in economy(certain, programme, without=stream).raised:
            return "review"
    # 1.2: line 3 could still hold. Lines 3-5 are of the roster's decision; applications have no line 3.
    if household.register == "roster":
        settlements_unknown = not world.is_known("settlements") or certain.any_unauthorised()
        if settlements_unknown and below_ratio(economy_.totals, programme, fresh.standard, certain):
            return "review"
        if fresh.standard > economy_.standard and line3_holds(economy_.totals, programme, fresh.standard, certain):
            return "review"
    return "exit"


def economic_findings(world: World, household: Household, programme: str) -> dict[str, Finding]:
    """I01 and P01-P04 of the household taken as `programme`, with effects (exemptions included)."""
    certain = View(world, household, "certain")
    now = economy(certain, programme)
    fresh = economy(View(world, household, "fresh"), programme)
    found = {}
    for code in PROPERTY:
        if code in now.raised:
            found[code] = Finding(code, "exit" if code in fresh.raised else "review")
    if "I01" in now.raised:
        found["I01"] = Finding("I01", income_effect(world, household, programme, certain, now))
    exempt(world, household, found)
    return found


# ---------------------------------------------------------------- I02, P05-P07


def fiscal_persons(view: View) -> set[str]:
    """I02: latest pay month not more than 3 months old, as civil servant, institution or retired."""
    return {
        r
        for r in _members(view, "I02")
        if (months := months_of(view.world, view._facts([r], "payroll")))
        and months_between(max(months), view.world.as_of) <= 3
        and months[max(months)]["position"] in FISCAL
    }


def _members(view: View, code: str) -> list[str]:
    return view.authorised_living if code in LIVING_ONLY else view.authorised


def _facts(view: View, code: str, dataset: str):
    return view.living(dataset) if code in LIVING_ONLY else view.anyone(dataset)


def soft_codes(view: View) -> set[str]:
    """I02 and P05-P07 in one scenario."""
    w, p, raised = view.world, view.world.parameters, set()
    if fiscal_persons(view):
        raised.add("I02")
    if any(
        v["kind"] == "company"
        and v["status"] == "active"
        and v["role"] in ("legal_representative", "shareholder")
        and v.get("subscribed_capital") is not None
        and v["subscribed_capital"] >= p["business.capital_limit"]
        for v in (f.values for f in _facts(view, "P05", "businesses"))
    ):
        raised.add("P05")
    if (
        any(not is_cny(f.values) for f in _facts(view, "P06", "deposits"))
        or any(
            f.values.get("is_person_over") or f.values.get("is_household_over")
            for f in _facts(view, "P06", "deposit_flags")
        )
        or any(
            f.values["kind"] == "sole_trader" and f.values["status"] == "active"
            for f in _facts(view, "P06", "businesses")
        )
        or any(f.values["price"] >= p["machinery.price_limit"] for f in _facts(view, "P06", "machinery"))
    ):
        raised.add("P06")
    if recent_contracts(_facts(view, "P07", "contracts"), w):
        raised.add("P07")
    return raised


# ---------------------------------------------------------------- the roster as a whole (S03, S07)


@dataclass
class RosterIndex:
    homes_of_person: dict[str, set[str]]
    homes_of_account: dict[str, set[str]]

    @classmethod
    def of(cls, households: dict[str, Household]) -> RosterIndex:
        people: dict[str, set[str]] = {}
        accounts: dict[str, set[str]] = {}
        for h in households.values():
            for rid in h.rids:
                people.setdefault(rid, set()).add(h.household_id)
            if h.values.get("bank_account"):
                accounts.setdefault(h.values["bank_account"], set()).add(h.household_id)
        return cls(people, accounts)


# ---------------------------------------------------------------- all findings


def find(world: World, household: Household, roster: RosterIndex) -> dict[str, Finding]:
    """Every finding of the household, exempted ones marked."""
    as_of, h = world.as_of, household
    certain, possible = View(world, h, "certain"), View(world, h, "possible")
    found: dict[str, Finding] = {}

    def raise_(code: str, effect: str = "review", persons=()) -> None:
        found[code] = Finding(code, effect, persons=set(persons))

    # S01
    if certain.dead:
        effect = "exit" if certain.covered == 0 else "adjust"
        fresh = View(world, h, "fresh")
        fresh_dead = fresh.dead_for_size
        if not fresh_dead or (effect == "exit" and fresh.covered > 0):
            effect = "review"
        raise_("S01", effect, certain.dead)
    # S02
    moved = set()
    for rid in _members(certain, "S02"):
        changes = [f.values for f in world.held(rid, "registry_changes", CERTAIN)]
        outs = [v["changed_on"] for v in changes if v["change"] == "move_out"]
        ins = [v["changed_on"] for v in changes if v["change"] == "move_in"]
        if outs and (not ins or max(outs) > max(ins)):
            moved.add(rid)
    if moved:
        raise_("S02", persons=moved)
    # S03
    if h.register == "roster":
        twice = {r for r in h.rids if len(roster.homes_of_person.get(r, ())) >= 2}
        if twice:
            raise_("S03", persons=twice)
    # S04: the check digit needs no authorisation, the registry's name does
    differs = {r for r in h.rids if not is_valid_id(r)} | {
        r for r in certain.authorised if r in world.registry_name_differs
    }
    if differs:
        raise_("S04", persons=differs)
    # S05
    unauthorised = {r for r in h.rids if not world.is_authorised(r)}
    if unauthorised:
        raise_("S05", persons=unauthorised)
    # S06
    undeclared = {
        m.rid
        for m in h.members
        if m.is_covered_row and m.rid in certain.authorised_living and has_undeclared_spouse(world, h, m.rid)
    }
    if undeclared:
        raise_("S06", persons=undeclared)
    # S07
    account = h.values.get("bank_account")
    if h.register == "roster" and account and len(roster.homes_of_account[account]) >= 2:
        raise_("S07")
    # S08
    if roster_is_inconsistent(h):
        raise_("S08")
    # S09
    changed = {m.rid for m in h.members if m.rid in _members(certain, "S09") and disability_changed(world, m)}
    if changed:
        raise_("S09", persons=changed)
    # S10
    known = [d for d in (h.values.get("last_review"), h.values.get("started_month")) if d is not None]
    if known and months_between(max(known), as_of) >= review_cycle(h.values.get("benefit_class"), world.parameters):
        raise_("S10")
    # S11
    kind = certain.head_kind()
    if (h.programme, kind) in (("urban_dibao", "rural"), ("rural_dibao", "urban")):
        raise_("S11", persons={h.head})
    # X01: needs no authorisation
    warned = {
        r
        for r in h.rids
        if any(in_last_months(f.values["issued_on"], 6, as_of) for f in world.held(r, "platform_alerts", CERTAIN))
    }
    if warned:
        raise_("X01", persons=warned)
    # I03
    if h.declared == 0:
        employed = {
            r
            for r in _members(certain, "I03")
            if any(
                f.values["insured_as"] == "employee" and 0 <= months_between(f.values["month"], as_of) <= 3
                for f in world.held(r, "contributions", CERTAIN)
            )
        }
        if employed:
            raise_("I03", persons=employed)
    # I04
    started = h.values.get("started_month")
    if h.programme == "rigid_expense" and started and months_between(started, as_of) > 12:
        raise_("I04")
    # I02, P05-P07
    soft = soft_codes(certain)
    for code in sorted(soft):
        raise_(code)
    # I01, P01-P04
    hard = economic_findings(world, h, h.programme)
    found.update(hard)
    # M01
    names = (economy(possible, h.programme).raised - set(hard)) | (soft_codes(possible) - soft)
    if possible.dead - certain.dead:
        names.add("S01")
    if names:
        found["M01"] = Finding("M01", "review", names=names)

    if h.register == "application":
        found = {c: f for c, f in found.items() if c not in NOT_FOR_APPLICATIONS}
    exempt(world, h, found)
    return dict(sorted(found.items()))


def exempt(world: World, household: Household, found: dict[str, Finding]) -> None:
    """docs/rules.md#exemptions."""
    for fact in world.facts.get("exemptions", []):
        v = fact.values
        if v["household_id"] != household.household_id or not v["approved_on"] <= world.as_of <= v["valid_until"]:
            continue
        for code, finding in found.items():
            if v["finding_code"].strip() in (code, "全部"):
                finding.is_exempted = True


def has_undeclared_spouse(world: World, household: Household, rid: str) -> bool:
    """S06: the member's latest marriage event is a marriage, to somebody who is no member and not known dead."""
    events = []  # (event_on, event, other party's persons)
    for fact in world.held(rid, "marriages", CERTAIN):
        for (party, holder), tier in fact.holders.items():
            if holder == rid and tier in CERTAIN:
                others = {r for (q, r), t in fact.holders.items() if q == 3 - party and t in POSSIBLE}
                events.append((fact.values["event_on"], fact.values["event"], others))
    if not events:
        return False
    last_day = max(e[0] for e in events)
    last = [e for e in events if e[0] == last_day]
    if any(event == "divorce" for _, event, _ in last):
        return False
    members = set(household.rids)
    return any(not (others & members) and not any(world.is_dead(r, CERTAIN) for r in others) for _, _, others in last)


def roster_is_inconsistent(h: Household) -> bool:
    """S08; an empty number is not tested."""
    size, covered = h.values.get("household_size"), h.values.get("covered_size")
    return (
        (size is not None and size != len(h.members))
        or sum(m.values["relation"] == "head" for m in h.members) != 1
        or h.head not in h.rids
        or (size is not None and covered is not None and covered > size)
    )


def disability_changed(world: World, member) -> bool:
    """S09; of several certificates the valid ones speak, if there are any."""
    held = [f.values for f in world.held(member.rid, "certificates", CERTAIN)]
    if not held:
        return False
    valid = [v for v in held if is_valid_certificate(v, world.as_of)]
    if (member.values.get("is_disabled") is True or member.values.get("health") == "disabled") and not valid:
        return True
    roster_level = level_in(member.values.get("disability_level"))
    levels = [x for x in (certificate_level(v) for v in valid or held) if x is not None]
    return roster_level is not None and bool(levels) and roster_level != min(levels)


def review_cycle(benefit_class: str | None, parameters) -> int:
    """review_cycle_months: the first of the letters or words in the text."""
    cycles = parameters["review_cycle_months"]
    text = unicodedata.normalize("NFKC", benefit_class or "").upper()
    hits = [(text.index(word), word) for word in cycles if word != "default" and word in text]
    return cycles[min(hits)[1]] if hits else cycles["default"]


def share_test(t: Totals, parameters) -> bool:
    """docs/rules.md#line-6: (medical + education) / income.assessed > share, cross-multiplied."""
    return t.medical_out_of_pocket + t.education_fees > parameters["rigid_expense.share"] * t.assessed

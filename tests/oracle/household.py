"""Households, and their totals in one scenario (docs/rules.md#who-is-assessed, docs/rules.md#totals)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from statistics import median

from .facts import CERTAIN, POSSIBLE, Fact, World, canonical_id, in_last_months, months_between, squeeze

DIBAO = ("urban_dibao", "rural_dibao")
FISCAL = ("civil_servant", "institution", "retired")  # I02; the other two are earned (6, line 4)
EARNED = ("village_cadre", "public_welfare_post")
CNY = {"", "人民币", "人民币元", "CNY", "RMB", "元"}


@dataclass
class Member:
    rid: str
    values: dict

    @property
    def is_covered_row(self) -> bool:
        return self.values.get("is_covered") is not False  # docs/data-dictionary.md: default 是


@dataclass
class Household:
    register: str  # roster or application
    household_id: str
    programme: str
    values: dict
    head: str | None
    members: list[Member]

    @property
    def rids(self) -> list[str]:
        """Distinct persons, in the order of the member rows."""
        return list(dict.fromkeys(m.rid for m in self.members))

    @property
    def declared(self) -> Decimal:
        return self.values.get("declared_annual_income") or Decimal(0)


def build_households(world: World, register: str) -> dict[str, Household]:
    """One per household row; members join by household_id, else by head_id
    (docs/data-dictionary.md, roster_members)."""
    households: dict[str, Household] = {}
    by_head: dict[str, str] = {}
    for fact in sorted(world.facts.get(f"{register}_households", []), key=lambda f: f.values["household_id"]):
        v = fact.values
        households[v["household_id"]] = Household(
            register, v["household_id"], v["programme"], v, canonical_id(v["head_id"]), []
        )
        by_head.setdefault(canonical_id(v["head_id"]), v["household_id"])
    for fact in world.facts.get(f"{register}_members", []):
        v = fact.values
        home = v.get("household_id")
        if home not in households:
            home = by_head.get(canonical_id(v["head_id"]))
        if home is not None:
            households[home].members.append(Member(canonical_id(v["resident_id"]), v))
    return households


# ---------------------------------------------------------------- disability and illness (docs/rules.md#hardship)

KINDS = ("视力", "听力", "言语", "肢体", "智力", "精神", "多重")
_LEVEL = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}


def level_in(text: str | None) -> int | None:
    """The highest (smallest) level a text names."""
    found = re.findall("[一二三四1-4]", unicodedata.normalize("NFKC", text or ""))
    return min(_LEVEL[c] for c in found) if found else None


def kinds_with_levels(values: dict) -> list[tuple[str, int | None]]:
    """(kind, level): each kind its own level; the level column speaks when the kinds carry none."""
    text = unicodedata.normalize("NFKC", values.get("kinds") or "")
    parts = re.split(f"({'|'.join(KINDS)})", text)
    pairs = [(kind, level_in(tail)) for kind, tail in zip(parts[1::2], parts[2::2], strict=True)]
    if level_in(parts[0]) is not None or not pairs:
        pairs.insert(0, ("", level_in(parts[0])))
    if all(level is None for _, level in pairs):
        pairs = [(kind, level_in(values.get("level"))) for kind, _ in pairs]
    return pairs


def certificate_level(values: dict) -> int | None:
    levels = [level for _, level in kinds_with_levels(values) if level is not None]
    return min(levels) if levels else None


def is_valid_certificate(values: dict, as_of) -> bool:
    return values["status"] == "valid" and not (values.get("valid_until") and values["valid_until"] < as_of)


def has_severe_disability(world: World, rid: str, tiers) -> bool:
    return any(
        is_valid_certificate(f.values, world.as_of)
        and any(
            level in (1, 2) or (level == 3 and kind in ("智力", "精神")) for kind, level in kinds_with_levels(f.values)
        )
        for f in world.held(rid, "certificates", tiers)
    )


def has_serious_illness(world: World, rid: str, tiers) -> bool:
    return any(
        f.values["kind"] == "serious_illness"
        or (f.values["kind"] == "severe_mental" and (f.values.get("risk_level") or 0) >= 3)
        for f in world.held(rid, "illnesses", tiers)
    )


# ---------------------------------------------------------------- scenarios


@dataclass(frozen=True)
class Scenario:
    name: str
    tiers: frozenset
    fresh_only: bool = False


SCENARIOS = {
    "certain": Scenario("certain", CERTAIN),
    "possible": Scenario("possible", POSSIBLE),
    # decides whether a finding may have an effect beyond review: stale evidence AGAINST the household is left out,
    # stale evidence FOR it stays, what is unknown and could save it counts for it (docs/rules.md#unknown)
    "fresh": Scenario("fresh", CERTAIN, fresh_only=True),
}


class View:
    """A household as one scenario sees it."""

    def __init__(self, world: World, household: Household, scenario: str):
        self.world, self.household = world, household
        self.scenario = SCENARIOS[scenario]
        self.tiers, self.fresh_only = self.scenario.tiers, self.scenario.fresh_only
        authorised = [r for r in household.rids if world.is_authorised(r)]
        # deaths of any source silence the dead one's evidence; in `fresh` only fresh deaths make the household smaller
        self.dead = {r for r in authorised if world.is_dead(r, self.tiers)}
        self.dead_for_size = {r for r in authorised if world.is_dead(r, self.tiers, self.fresh_only)}
        self.authorised = authorised
        self.authorised_living = [r for r in authorised if r not in self.dead]
        self.size = sum(m.rid not in self.dead_for_size for m in household.members)
        self.covered = sum(m.is_covered_row and m.rid not in self.dead_for_size for m in household.members)

    def _facts(self, rids, dataset: str) -> list[Fact]:
        if self.fresh_only and self.world.is_stale(dataset):
            return []
        return list(dict.fromkeys(f for r in rids for f in self.world.held(r, dataset, self.tiers)))

    def living(self, dataset: str) -> list[Fact]:
        """Each fact once, whoever of the authorised living members holds it (docs/rules.md#totals)."""
        return self._facts(self.authorised_living, dataset)

    def anyone(self, dataset: str) -> list[Fact]:
        """Each fact once, held by an authorised member, living or dead (docs/rules.md#p06 does not ask for living)."""
        return self._facts(self.authorised, dataset)

    def any_unauthorised(self) -> bool:
        return len(self.authorised) < len(self.household.rids)

    def has_saver(self) -> bool:
        """A member with a severe disability or a serious illness (vehicle.exempt_one_for)."""
        return any(
            has_severe_disability(self.world, r, self.tiers) or has_serious_illness(self.world, r, self.tiers)
            for r in self.authorised_living
        )

    def saver_is_unknown(self) -> bool:
        """docs/rules.md#unknown: certificates or illnesses missing, stale or not authorised."""
        w = self.world
        return not w.is_known("certificates") or not w.is_known("illnesses") or self.any_unauthorised()

    # -- standard (docs/rules.md#standards)

    def head_kind(self) -> str | None:
        """The head's hukou_kind; needs no authorisation (docs/rules.md#who-is-assessed)."""
        fact = self.world.best(self.household.head, "registry", self.tiers)
        return fact.values.get("hukou_kind") if fact else None

    def standard(self, programme: str) -> Decimal:
        p = self.world.parameters
        urban, rural = p["dibao_standard.urban"], p["dibao_standard.rural"]
        if programme in DIBAO:
            return urban if programme == "urban_dibao" else rural
        if self.fresh_only and not self.world.is_known("registry"):
            return max(urban, rural)  # docs/rules.md#unknown: so it counts for the household
        return urban if self.head_kind() == "urban" else rural


def cap_of(programme: str, parameters) -> Decimal:
    return parameters["financial_cap.dibao" if programme in DIBAO else f"financial_cap.{programme}"]


def income_limit(programme: str, standard: Decimal, parameters) -> Decimal:
    """I01's limit."""
    if programme == "near_dibao":
        return parameters["near_dibao.ratio"] * standard
    if programme == "rigid_expense":
        return parameters["disposable_income_per_capita"]
    return standard


# ---------------------------------------------------------------- income streams (docs/rules.md#totals)


def months_of(world: World, facts: list[Fact]) -> dict:
    """month -> the newest row of that month, months <= as_of only."""
    months: dict = {}
    for fact in sorted(facts, key=Fact.newness):
        if fact.values["month"] <= world.as_of:
            months[fact.values["month"]] = fact.values
    return months


@dataclass
class Stream:
    """Monthly money of one person: a pension scheme, or the pay."""

    rid: str
    kind: str  # pension, pay
    category: str  # scheme, or position of the latest month
    annual: Decimal
    is_arrears: bool


def _is_arrears(months: dict, column: str) -> bool:
    """Latest more than 1.5 x the median of the other delivered months; no other month, no test."""
    latest = max(months)
    others = [Fraction(v[column]) for m, v in months.items() if m != latest]
    return bool(others) and Fraction(months[latest][column]) > Fraction(3, 2) * median(others)


def streams(view: View) -> list[Stream]:
    world, found = view.world, []
    for rid in view.authorised_living:
        by_scheme: dict[str, list[Fact]] = {}
        for fact in view._facts([rid], "pensions"):
            by_scheme.setdefault(fact.values["scheme"], []).append(fact)
        for scheme, facts in by_scheme.items():
            months = months_of(world, facts)
            if not months or months_between(max(months), world.as_of) > 3:
                continue
            latest = months[max(months)]
            if latest.get("status") in ("suspended", "ended"):
                continue
            annual = 12 * latest["amount"]
            if scheme == "resident" and world.parameters["pension.basic_excluded"]:
                annual -= 12 * (latest.get("basic_amount") or Decimal(0))
            found.append(Stream(rid, "pension", scheme, annual, _is_arrears(months, "amount")))
        months = months_of(world, view._facts([rid], "payroll"))
        if months and months_between(max(months), world.as_of) <= 3:
            latest = months[max(months)]
            found.append(
                Stream(rid, "pay", latest["position"], 12 * latest["gross_pay"], _is_arrears(months, "gross_pay"))
            )
    return found


def larger_of_two(found: list[Stream]) -> list[Stream]:
    """A person with both `retired` pay and an `institution` pension: the larger counts (equal: the pay)."""
    kept = list(found)
    for pay in found:
        if pay.kind != "pay" or pay.category != "retired":
            continue
        for pension in found:
            if pension.kind == "pension" and pension.category == "institution" and pension.rid == pay.rid:
                kept.remove(pension if pay.annual >= pension.annual else pay)
    return kept


# ---------------------------------------------------------------- totals (docs/rules.md#totals)


@dataclass
class Totals:
    pension: Decimal
    fiscal_pay: Decimal
    work_relief: Decimal
    subsidy: Decimal
    verified: Decimal
    assessed: Decimal
    per_capita: Fraction | None
    verified_per_capita: Fraction | None
    has_earned: bool
    financial_assets: Decimal
    vehicles: int
    dwellings: int
    dwelling_area: Decimal
    commercial_properties: int
    medical_out_of_pocket: Decimal
    education_fees: Decimal
    arrears: list[Stream] = field(default_factory=list)


def _sum(values) -> Decimal:
    return sum((v for v in values if v is not None), Decimal(0))


def per_capita_of(view: View, verified: Decimal) -> Fraction | None:
    """max(declared / max(household_size as delivered, size), verified / size); none when size is 0."""
    if view.size == 0:
        return None
    heads = max(view.household.values.get("household_size") or 0, view.size)
    return max(Fraction(view.household.declared) / heads, Fraction(verified) / view.size)


def totals(view: View, without: Stream | None = None) -> Totals:
    """Totals of the household in this scenario; `without` leaves one income stream out (the arrears test)."""
    world, as_of, p = view.world, view.world.as_of, view.world.parameters
    found = streams(view)
    if without is not None:
        found = [s for s in found if (s.rid, s.kind, s.category) != (without.rid, without.kind, without.category)]
    counted = larger_of_two(found)
    pension = _sum(s.annual for s in counted if s.kind == "pension")
    fiscal_pay = _sum(s.annual for s in counted if s.kind == "pay")
    work_relief = _sum(
        f.values["paid"] for f in view.living("work_relief") if in_last_months(f.values["paid_on"], 12, as_of)
    )
    subsidy = _sum(
        f.values["amount"]
        for f in view.living("subsidies")
        if in_last_months(f.values["paid_on"], 12, as_of)
        and not any(word in f.values["item"] for word in p["subsidy.excluded_items"])
    )
    verified = pension + fiscal_pay + work_relief + subsidy

    assets = _sum(f.values["balance"] for f in view.living("deposits") if is_cny(f.values)) + _sum(
        f.values["value"] for f in view.living("securities_insurance") if f.values["product"] != "accident_insurance"
    )
    cars = {
        (f.values["plate_class"], f.values["plate_number"])
        for f in view.living("vehicles")
        if f.values["status"] in ("active", "overdue")
        and f.values["plate_class"] not in p["vehicle.exempt_plate_classes"]
        and f.values.get("use") not in p["vehicle.exempt_uses"]
    }
    current = [f for f in view.living("real_estate") if f.values["status"] == "current"]
    units = [f for f in current if f.values["use"] == "dwelling"]
    # in `fresh` a stale unit is not counted, yet still explains the contract at its location
    known = (
        current
        if not view.fresh_only
        else [
            f
            for r in view.authorised_living
            for f in world.held(r, "real_estate", view.tiers)
            if f.values["status"] == "current"
        ]
    )
    places = {squeeze(f.values["location"]) for f in known}
    bought = [
        f for f in recent_contracts(view.living("contracts"), world) if squeeze(f.values["location"]) not in places
    ]
    medical = _sum(
        f.values["out_of_pocket"]
        for f in view.living("settlements")
        if in_last_months(f.values["settled_on"], 12, as_of)
    )
    return Totals(
        pension=pension,
        fiscal_pay=fiscal_pay,
        work_relief=work_relief,
        subsidy=subsidy,
        verified=verified,
        assessed=max(view.household.declared, verified),
        per_capita=per_capita_of(view, verified),
        verified_per_capita=Fraction(verified) / view.size if view.size else None,
        has_earned=work_relief > 0 or any(s.kind == "pay" and s.category in EARNED and s.annual > 0 for s in counted),
        financial_assets=assets,
        vehicles=len(cars),
        dwellings=len(units) + len(bought),
        dwelling_area=_sum(f.values.get("floor_area_sqm") for f in units + bought),
        commercial_properties=sum(f.values["use"] == "commercial" for f in current),
        medical_out_of_pocket=max(medical, Decimal(0)),
        education_fees=_sum(
            f.values.get("annual_fee") for f in view.living("enrolment") if f.values["status"] == "enrolled"
        ),
        arrears=[s for s in found if s.is_arrears],
    )


def is_cny(values: dict) -> bool:
    return squeeze(values.get("currency")).upper() in CNY


def recent_contracts(facts: list[Fact], world: World) -> list[Fact]:
    """Active market contracts of the last home_purchase.months (dwellings, P07)."""
    return [
        f
        for f in facts
        if f.values["status"] == "active"
        and f.values.get("purpose") == "market"
        and in_last_months(f.values["signed_on"], world.parameters["home_purchase.months"], world.as_of)
    ]

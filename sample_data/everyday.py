"""The base load: recipients whose facts change nothing, and residents whom nobody
assists and who need no assistance."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from sample_data import facts, words
from sample_data.people import Household, Person
from sample_data.world import World

_STANDARD = {"urban": 9_600, "rural": 6_600}
_PROGRAMMES = ("rural_dibao",) * 11 + ("urban_dibao",) * 3 + ("tekun",) * 2 + ("near_dibao",) * 3 + ("rigid_expense",)
_CYCLES = {"A类": 12, "B类": 6, "C类": 3}
_DECLARED = {
    "urban_dibao": (15, 70),
    "rural_dibao": (15, 70),
    "tekun": (2, 20),
    "near_dibao": (105, 135),
    "rigid_expense": (160, 220),
}


def recipient(w: World, register: str = "roster") -> Household:
    """One household that stays as it is: nothing that a rule of docs/rules.md looks for."""
    rng = w.rng
    programme = rng.choice(_PROGRAMMES)
    kinds = (
        ("single", "elder", "elder")
        if programme == "tekun"
        else ("elder", "old_couple", "couple", "one_child", "family", "mother", "with_parent", "son_and_parent")
    )
    hukou_kind = (
        "urban" if programme == "urban_dibao" or (programme != "rural_dibao" and rng.random() < 0.2) else "rural"
    )
    benefit_class = (
        rng.choice(("A类", "B类", "B类", "C类")) if programme.endswith("dibao") and programme != "near_dibao" else None
    )
    home = w.household(rng.choice(kinds), programme, register, hukou_kind=hukou_kind, benefit_class=benefit_class)
    size, standard = len(home.members), _STANDARD[hukou_kind]
    low, high = _DECLARED[programme]
    home.declared = Decimal(size * standard * rng.randint(low, high) // 10_000 * 100)
    home.started = home.started if register == "roster" else None
    home.last_review = (
        w.month(rng.randint(1, max(1, _CYCLES.get(benefit_class or "", 6) - 3))) if register == "roster" else None
    )
    w.expect(home, "keep" if register == "roster" else "eligible")
    _income(w, home, Decimal(size * standard * 6) / 10)
    _property(w, home, size * standard)
    for member in home.members:
        _circumstances(w, member)
    _family_life(w, home)
    return home


def _income(w: World, home: Household, budget: Decimal) -> None:
    """Small regular and irregular income, together within the budget of the household."""
    rng = w.rng
    for person in home.people:
        if w.age(person) >= 62:
            facts.resident_pension(w, person)
            budget -= 480
            if rng.random() < 0.3:
                facts.subsidy(w, person, "高龄津贴", 600)
        elif w.age(person) >= 18:
            if rng.random() < 0.5:
                facts.contribution(w, person)
            elif rng.random() < 0.1:
                facts.contribution(w, person, 2, insured_as=rng.choice(("self", "employee")))
    if home.hukou.kind == "rural" and rng.random() < 0.7:
        facts.subsidy(w, home.head, rng.choice(words.INCOME_SUBSIDIES), w.money(90, 420))
        budget -= 420
    if w.age(home.head) < 60 and rng.random() < 0.08 and budget > 4_000:
        facts.work_relief(w, home.head, w.money(800, 2_500))
        budget -= 2_500
    if w.age(home.head) < 60 and rng.random() < 0.04 and budget > 6_000:
        facts.payroll(w, home.head, "public_welfare_post", 450)


def _property(w: World, home: Household, standard_of_all: int) -> None:
    """Small deposits, motorcycles, at most one dwelling."""
    rng = w.rng
    adults = [p for p in home.people if w.age(p) >= 18]
    for person in adults:
        if rng.random() < 0.75:
            facts.deposit(w, person, w.money(2, standard_of_all // (6 * len(adults))))
    if rng.random() < 0.1:
        facts.deposit_flag(w, home.head)
    if rng.random() < 0.05:
        facts.security(
            w,
            home.head,
            w.money(50, 900),
            product=rng.choice(("accident_insurance", "life_insurance")),
            institution=words.INSTITUTIONS[2],
            annual_premium=w.money(80, 300),
        )
    if rng.random() < 0.2:
        facts.motorcycle(w, home.head)
    if rng.random() < 0.04:
        facts.vehicle(w, home.head, status=rng.choice(("scrapped", "cancelled", "void", "forced")))
    if home.hukou.kind == "urban" and rng.random() < 0.4:
        facts.real_estate(w, home.head)
    elif rng.random() < 0.25:
        facts.real_estate(w, home.head, use="homestead", floor_area_sqm=rng.randint(80, 180))
    elif rng.random() < 0.1:
        facts.public_rental(w, home.head)
    if rng.random() < 0.02:
        facts.contract(w, home.head, status="cancelled")
    if home.hukou.kind == "rural" and rng.random() < 0.05:
        facts.machinery(w, home.head)
    if rng.random() < 0.03:
        facts.business(
            w,
            home.head,
            kind="cooperative",
            role="member",
            enterprise=f"澜川{rng.choice('兴盛丰源')}种养殖农民专业合作社",
        )


def _circumstances(w: World, member) -> None:
    """School, disability, illness, small bills."""
    rng, person = w.rng, member.person
    age = w.age(person)
    if age < 3:
        return
    if age <= 17:
        facts.enrolment(w, person)
    elif rng.random() < 0.1:
        kind, level = rng.choice(("肢体", "视力", "听力", "精神")), rng.randint(1, 4)
        member.health, member.labour, member.disability_level = (
            "disabled",
            "lost" if level <= 2 else "partial",
            f"{'一二三四'[level - 1]}级",
        )
        facts.certificate(w, person, kind, level)
        if level <= 2:
            facts.subsidy(w, person, "残疾人两项补贴", 1_200)
    if rng.random() < 0.03 and age >= 18:
        member.health = "ill" if member.health == "good" else member.health
        facts.illness(w, person)
    if rng.random() < 0.15:
        bill = facts.settlement(w, person, w.money(60, 3_000))
        if rng.random() < 0.05:
            facts.reversal(w, person, bill)


def _family_life(w: World, home: Household) -> None:
    rng = w.rng
    people = {m.relation: m.person for m in home.members}
    if "spouse" in people and rng.random() < 0.5:
        facts.marriage(w, people["head"], people["spouse"])
    if home.hukou.kind == "rural" and rng.random() < 0.08:
        removed = rng.random() < 0.7
        for person in home.people:
            facts.monitored(w, person, is_risk_removed=removed, identified_on=w.as_of - timedelta(days=500))
    for chance, fact in ((0.03, facts.disaster), (0.03, facts.temporary_aid), (0.01, facts.hardship_worker)):
        if rng.random() < chance:
            fact(w, home.head)
    if home.register == "roster" and rng.random() < 0.02:
        facts.kin_filing(w, home.household_id)


def residents(w: World) -> list[Person]:
    """One hukou that nobody assists, without a signal of policy 7: healthy children at school, pensions, cars, jobs."""
    rng = w.rng
    kind = rng.choice(
        (
            "single",
            "elder",
            "couple",
            "couple",
            "old_couple",
            "one_child",
            "one_child",
            "family",
            "with_parent",
            "small_child",
            "son_and_parent",
        )
    )
    people = w.family(kind, "urban" if rng.random() < 0.3 else "rural")
    for person in people:
        _work_and_school(w, person)
    head = people[0]
    if rng.random() < 0.35:
        facts.vehicle(w, head)
    if rng.random() < 0.2:
        facts.motorcycle(w, people[-1] if w.age(people[-1]) >= 18 else head)
    if rng.random() < 0.25:
        facts.real_estate(w, head)
    for chance, fact in (
        (0.03, facts.business),
        (0.02, facts.contract),
        (0.02, facts.machinery),
        (0.01, facts.public_rental),
        (0.01, facts.temporary_aid),
    ):
        if rng.random() < chance:
            fact(w, head)
    if rng.random() < 0.03:
        facts.monitored(w, head, is_risk_removed=True)
    if rng.random() < 0.5 and head.registered.kind == "rural":
        facts.subsidy(w, head, rng.choice(words.INCOME_SUBSIDIES), w.money(90, 900))
    if len(people) > 1 and people[1].relation == "spouse" and rng.random() < 0.3:
        facts.marriage(w, head, people[1])
    _changes(w, people)
    return people


def _work_and_school(w: World, person: Person) -> None:
    rng, age = w.rng, w.age(person)
    if 3 <= age <= 17:
        facts.enrolment(w, person, annual_fee=Decimal(rng.choice((0, 0, 0, 800))), is_private=False)
    elif age >= 62:
        if rng.random() < 0.75:
            facts.resident_pension(w, person)
        else:
            facts.pension(w, person, w.money(1_800, 4_200), 2)
    elif age >= 18:
        draw = rng.random()
        if draw < 0.25:
            facts.contribution(w, person, 2, insured_as="employee")
        elif draw < 0.30:
            facts.payroll(
                w, person, rng.choice(("civil_servant", "institution", "village_cadre")), w.money(2_800, 6_500), 2
            )
        elif draw < 0.6:
            facts.contribution(w, person)
    if age >= 18 and rng.random() < 0.12:
        facts.settlement(w, person, w.money(60, 4_000))
    if age >= 18 and rng.random() < 0.02:
        facts.certificate(w, person, rng.choice(("肢体", "听力")), rng.randint(3, 4))


def _changes(w: World, people: list[Person]) -> None:
    """Deaths of the old, moves of the young: they are about people on no list."""
    rng, last = w.rng, people[-1]
    if w.age(last) >= 66 and rng.random() < 0.04:
        told: tuple[Callable[[World, Person], object], ...] = (
            facts.death,
            facts.cremation,
            lambda v, p: facts.registry_change(v, p, "death"),
        )
        for tell in rng.sample(told, 2):
            tell(w, last)
    elif rng.random() < 0.02:
        facts.registry_change(w, people[0], rng.choice(("move_out", "move_in")))
    if w.age(last) < 4 and rng.random() < 0.2:
        facts.registry_change(w, last, "birth", changed_on=last.birth + timedelta(days=20))

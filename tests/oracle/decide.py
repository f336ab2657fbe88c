"""Decision per household and per application (docs/rules.md#decision)."""

from __future__ import annotations

from dataclasses import dataclass

from .facts import CERTAIN, World
from .findings import (
    PROPERTY,
    Finding,
    below_ratio,
    economic_findings,
    economy,
    line3_holds,
    share_test,
)
from .household import DIBAO, Household, View, has_serious_illness, has_severe_disability

NEEDED = (
    "deaths", "cremations", "registry_changes", "registry", "marriages", "certificates", "securities_insurance", "vehicles",
    "real_estate", "contracts", "businesses", "machinery", "pensions", "payroll", "work_relief", "subsidies", "contributions",
)  # fmt: skip


@dataclass
class Decision:
    list: str
    line: int
    suggested_programme: str | None
    suggested_person: set[str]


def is_complete(world: World, household: Household) -> bool:
    return (
        all(world.is_known(d) for d in NEEDED)
        and (world.is_known("deposits") or world.is_known("deposit_flags"))
        and all(world.is_authorised(r) for r in household.rids)
    )


def _in_effect(found: dict[str, Finding], code: str, effect: str = "exit") -> bool:
    return code in found and found[code].stands and found[code].effect == effect


def decide(world: World, household: Household, found: dict[str, Finding]) -> Decision:
    """The first line that applies."""
    view = View(world, household, "certain")
    now = economy(view, household.programme)
    t, standard, programme = now.totals, now.standard, household.programme
    p = world.parameters
    s01 = found.get("S01")
    i01 = _in_effect(found, "I01")
    suggested = None

    if s01 and s01.stands and s01.effect == "exit":
        list_, line = "exit", 1
    elif any(_in_effect(found, c) for c in PROPERTY):
        list_, line = "exit", 2
        if [c for c in PROPERTY if _in_effect(found, c)] == ["P02"] and near_dibao_is_clean(world, household):
            suggested = "near_dibao"
    elif i01 and line3_holds(t, programme, standard, view):
        list_, line = "review", 3
    elif i01 and below_ratio(t, programme, standard, view) and t.has_earned:
        list_, line, suggested = "gradual_exit", 4, "near_dibao"
    elif i01 and below_ratio(t, programme, standard, view):
        list_, line, suggested = "exit", 5, "near_dibao"
    elif i01:
        list_, line = "exit", 6
        if t.per_capita < p["disposable_income_per_capita"] and share_test(t, p):
            suggested = "rigid_expense"
    elif any(f.stands and f.effect == "review" for f in found.values()):
        list_, line = "review", 7
    elif s01 and s01.stands and view.covered > 0:
        list_, line = "adjust", 8
    else:
        list_, line = "keep", 9

    if list_ == "review" and suggested is None and "S11" in found and found["S11"].stands:
        suggested = "rural_dibao" if programme == "urban_dibao" else "urban_dibao"
    persons = savers(world, view) if suggested == "near_dibao" else set()
    return Decision(list_, line, suggested, persons)


def near_dibao_is_clean(world: World, household: Household) -> bool:
    """Taken as near_dibao: none of P01-P04 and no I01, whatever their effect (an exempted one does not count)."""
    return not any(f.stands for f in economic_findings(world, household, "near_dibao").values())


def savers(world: World, view: View) -> set[str]:
    """suggested_person: the members with a severe disability or a serious illness."""
    return {
        r
        for r in view.authorised_living
        if has_severe_disability(world, r, CERTAIN) or has_serious_illness(world, r, CERTAIN)
    }


# ---------------------------------------------------------------- applications


def bars(found: dict[str, Finding]) -> bool:
    """P01-P04 with effect exit, or I01 without effect review, stands."""
    return any(_in_effect(found, c) for c in (*PROPERTY, "I01"))


def decide_application(world: World, household: Household, found: dict[str, Finding]) -> tuple[str, str | None]:
    """(result, suggested programme)."""
    view = View(world, household, "certain")
    if view.covered == 0:
        return "ineligible", None
    if not bars(found):
        review = any(f.stands and f.effect == "review" for f in found.values())
        return ("review" if review else "eligible"), None
    applied = household.programme
    later = {"near_dibao": ["rigid_expense"], "rigid_expense": []}.get(applied, ["near_dibao", "rigid_expense"])
    assert applied in (*DIBAO, "tekun", "near_dibao", "rigid_expense")
    for programme in later:
        if programme == "rigid_expense" and not share_test(economy(view, programme).totals, world.parameters):
            continue
        if not bars(economic_findings(world, household, programme)):
            return "ineligible", programme
    return "ineligible", None

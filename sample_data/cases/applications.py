"""Applications (policy 6, end): ineligible, review or eligible, and the first later programme that
has neither P01–P04 nor I01."""

from __future__ import annotations

from decimal import Decimal

from sample_data import facts
from sample_data.cases import case
from sample_data.cases.property import severe
from sample_data.world import World


def applies(w: World, kind: str, programme: str = "rural_dibao", **values):
    return w.household(kind, programme, register="application", **{"started": None, "last_review": None, **values})


@case
def eligible(w: World) -> None:
    """Eligible: nothing found."""
    w.expect(applies(w, "with_parent"), "eligible")


@case
def eligible_in_spite_of_an_alert(w: World) -> None:
    """Eligible: X01, S10 and S11 do not apply to applications."""
    home = w.expect(applies(w, "couple", hukou_kind="urban", last_review=w.month(20)), "eligible")
    facts.platform_alert(w, home.head)


@case
def applicant_on_the_payroll(w: World) -> None:
    """Review: I02, pay of an institution too little for I01."""
    home = w.expect(applies(w, "with_parent"), "review", "I02")
    facts.payroll(w, home.head, "institution", 700)


@case
def applicant_not_authorised(w: World) -> None:
    """Review: S05, a member has signed nothing."""
    home = w.expect(applies(w, "one_child"), "review", "S05")
    home.member("spouse").authorised = "no"


@case
def applicant_with_savings(w: World) -> None:
    """Ineligible by P01 at 33 000, over 26 400; near_dibao allows 39 600 and is suggested."""
    home = w.expect(applies(w, "couple"), "ineligible", "P01", suggested="near_dibao")
    facts.deposit(w, home.head, 33_000)


@case
def applicant_with_a_car_and_a_disabled_parent(w: World) -> None:
    """Ineligible by P02; near_dibao exempts the car and is suggested."""
    home = w.expect(applies(w, "son_and_parent"), "ineligible", "P02", suggested="near_dibao")
    severe(w, home, "parent")
    facts.vehicle(w, home.head)


@case
def applicant_with_great_expenses(w: World) -> None:
    """Ineligible by I01 for dibao and near_dibao (12 000 a head); 16 000 / 24 000 > 0.6, rigid_expense is suggested."""
    home = w.expect(applies(w, "old_couple"), "ineligible", "I01", suggested="rigid_expense")
    facts.pension(w, home.head, 2_000)
    facts.settlement(w, home.head, 16_000)


@case
def applicant_with_a_shop(w: World) -> None:
    """Ineligible by P04 for every programme: nothing is suggested."""
    home = w.expect(applies(w, "couple", "near_dibao"), "ineligible", "P04")
    facts.real_estate(w, home.head, use="commercial")


@case
def applicant_who_has_died(w: World) -> None:
    """Ineligible: no covered member is alive."""
    home = w.expect(applies(w, "elder", declared=Decimal(0)), "ineligible", "S01")
    facts.death(w, home.head)

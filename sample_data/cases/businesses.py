"""P05 and P06: businesses and property that somebody has to look at (policy 5), decision line 7."""

from __future__ import annotations

from decimal import Decimal

from sample_data import facts
from sample_data.cases import case
from sample_data.world import World


@case
def a_company(w: World) -> None:
    """P05: legal representative of an active company with 500 000 subscribed."""
    home = w.expect(w.household("couple"), "review", "P05")
    facts.business(w, home.head, kind="company", subscribed_capital=Decimal(500_000), enterprise="澜川顺兴商贸有限公司")


@case
def businesses_that_do_not_count(w: World) -> None:
    """No P05, no P06: a cancelled company, one below the limit, an executive, a
    cooperative, a cancelled sole trader."""
    home = w.expect(w.household("couple"), "keep")
    facts.business(w, home.head, kind="company", status="cancelled", subscribed_capital=Decimal(800_000))
    facts.business(w, home.head, kind="company", role="shareholder", subscribed_capital=Decimal(90_000))
    facts.business(w, home.head, kind="company", role="executive", subscribed_capital=Decimal(600_000))
    facts.business(
        w,
        home.person("spouse"),
        kind="cooperative",
        role="member",
        subscribed_capital=Decimal(200_000),
        enterprise="北河种植农民专业合作社",
    )
    facts.business(w, home.person("spouse"), status="cancelled")


@case
def foreign_currency(w: World) -> None:
    """P06, no P01: foreign currency is left out of the assets, however much."""
    home = w.expect(w.household("couple"), "review", "P06")
    facts.deposit(w, home.head, 50_000, currency="美元")


@case
def bank_says_over_the_limit(w: World) -> None:
    """P06: a bank answers only yes or no, and says yes."""
    home = w.expect(w.household("couple"), "review", "P06")
    facts.deposit_flag(w, home.head, is_household_over=True, is_person_over=True)


@case
def a_sole_trader(w: World) -> None:
    """P06: an active sole trader."""
    home = w.expect(w.household("one_child"), "review", "P06")
    facts.business(w, home.head)


@case
def a_harvester(w: World) -> None:
    """P06: a machine of 86 000, over 50 000."""
    home = w.expect(w.household("couple"), "review", "P06")
    facts.machinery(w, home.head, machine="自走式谷物联合收割机", price=Decimal(86_000))

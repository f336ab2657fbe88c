"""P01–P04 and P07: what the household owns (policy 4 and 5) and decision line 2. The rural
cap of dibao is 13 200 a head."""

from __future__ import annotations

from decimal import Decimal

from sample_data import facts, words
from sample_data.cases import case
from sample_data.people import Household
from sample_data.world import World


def severe(w: World, home: Household, relation: str) -> None:
    """A severe disability that roster and certificate agree on."""
    member = home.member(relation)
    member.health, member.disability_level, member.labour = "disabled", "一级", "lost"
    facts.certificate(w, member.person, "肢体", 1)


@case
def deposits_over_the_cap(w: World) -> None:
    """P01: 40 000 on two accounts, the cap of two is 26 400: exit."""
    home = w.expect(w.household("couple"), "exit", "P01")
    facts.deposit(w, home.head, Decimal("22000.50"), bank=words.BANKS[0])
    facts.deposit(w, home.person("spouse"), Decimal("17999.50"), bank=words.BANKS[1])


@case
def deposits_and_a_fund_over_the_cap(w: World) -> None:
    """P01: 10 000 on the account and a fund of 25 000."""
    home = w.expect(w.household("couple"), "exit", "P01")
    facts.deposit(w, home.head, 10_000, currency=None)
    facts.security(w, home.person("spouse"), 25_000)


@case
def deposits_at_the_cap(w: World) -> None:
    """No P01: 26 400 is the cap and not over it."""
    home = w.expect(w.household("couple"), "keep")
    facts.deposit(w, home.head, 26_400, currency="人民币")


@case
def one_account_of_two_members(w: World) -> None:
    """No P01: the same account of 20 000 is listed for both and counts once."""
    home = w.expect(w.household("couple"), "keep")
    bank, account = words.BANKS[0], "6228" + w.serial("account", 12)
    for person in home.people:
        facts.deposit(
            w,
            person,
            20_000,
            bank=bank,
            account=account,
            currency="人民币",
            account_type="定期",
            queried_on=w.days_ago(26),
        )


@case
def accident_insurance_is_no_asset(w: World) -> None:
    """No P01: accident_insurance of 100 000 is never an asset."""
    home = w.expect(w.household("couple"), "keep")
    facts.security(
        w,
        home.head,
        100_000,
        product="accident_insurance",
        institution=words.INSTITUTIONS[3],
        annual_premium=Decimal(100),
    )


@case
def near_dibao_has_a_higher_cap(w: World) -> None:
    """No P01 of near_dibao at 36 000, its cap of two is 39 600; P01 of it at 45 000."""
    within = w.expect(w.household("couple", "near_dibao"), "keep")
    facts.deposit(w, within.head, 36_000)
    over = w.expect(w.household("couple", "near_dibao"), "exit", "P01")
    facts.deposit(w, over.head, 45_000)


@case
def a_car(w: World) -> None:
    """P02: exit; as near_dibao the car would stand too, so nothing is suggested."""
    home = w.expect(w.household("one_child"), "exit", "P02")
    facts.vehicle(w, home.head, plate_class=w.rng.choice(("02", "52")), status=w.rng.choice(("active", "overdue")))


@case
def the_zhuanglang_car(w: World) -> None:
    """P02 of a family with a severely disabled parent: exit, near_dibao suggested, the parent alone in dibao."""
    home = w.household("son_and_parent")
    w.expect(home, "exit", "P02", suggested="near_dibao", suggested_person=home.person("parent"))
    severe(w, home, "parent")
    facts.vehicle(w, home.head)


@case
def one_exempt_car_of_near_dibao(w: World) -> None:
    """exempt_one_for: no P02 of near_dibao with one car and a severe disability, nor with a serious illness."""
    disabled = w.expect(w.household("son_and_parent", "near_dibao"), "keep")
    severe(w, disabled, "parent")
    facts.vehicle(w, disabled.head)
    ill = w.expect(w.household("couple", "near_dibao"), "keep")
    facts.illness(w, ill.person("spouse"))
    facts.vehicle(w, ill.head)


@case
def two_cars_of_near_dibao(w: World) -> None:
    """P02: exempt_one_for lifts one car only."""
    home = w.expect(w.household("son_and_parent", "near_dibao"), "exit", "P02")
    severe(w, home, "parent")
    facts.vehicle(w, home.head)
    facts.vehicle(w, home.person("parent"))


@case
def vehicles_that_do_not_count(w: World) -> None:
    """No P02: a motorcycle, a car for a disabled driver, a scrapped and a deregistered one."""
    home = w.expect(w.household("couple"), "keep")
    facts.motorcycle(w, home.head)
    facts.vehicle(w, home.head, use="disabled")
    facts.vehicle(w, home.person("spouse"), status="scrapped")
    facts.vehicle(w, home.person("spouse"), status="cancelled")


@case
def two_large_dwellings(w: World) -> None:
    """P03: two units, 220 m² for two people, over 40 m² a head."""
    home = w.expect(w.household("couple"), "exit", "P03")
    facts.real_estate(w, home.head, floor_area_sqm=120)
    facts.real_estate(w, home.person("spouse"), floor_area_sqm=100)


@case
def two_small_dwellings(w: World) -> None:
    """No P03: two units, 120 m² for four people, 30 m² a head."""
    home = w.expect(w.household("with_parent"), "keep")
    facts.real_estate(w, home.head, floor_area_sqm=62)
    facts.real_estate(w, home.person("parent"), floor_area_sqm=58)


@case
def three_small_dwellings(w: World) -> None:
    """P03: three units, the area rule is for two."""
    home = w.expect(w.household("with_parent"), "exit", "P03")
    for _ in range(3):
        facts.real_estate(w, home.head, floor_area_sqm=30)


@case
def one_dwelling_of_two_owners(w: World) -> None:
    """No P03: one unit that husband and wife own together, and a homestead, is one dwelling."""
    home = w.expect(w.household("couple"), "keep")
    row = facts.real_estate(w, home.head, floor_area_sqm=110, co_ownership="共同共有")
    shared = {
        c: w.value(row, c)
        for c in ("unit_number", "certificate", "location", "floor_area_sqm", "co_ownership", "registered_on")
    }
    facts.real_estate(w, home.person("spouse"), **shared)
    facts.real_estate(w, home.head, use="homestead", floor_area_sqm=160)


@case
def a_shop(w: World) -> None:
    """P04: a current commercial unit."""
    home = w.expect(w.household("couple"), "exit", "P04")
    facts.real_estate(w, home.head, use="commercial", floor_area_sqm=45)


@case
def a_shop_sold_long_ago(w: World) -> None:
    """No P04, no P03: historical units do not count, nor does a parking space."""
    home = w.expect(w.household("couple"), "keep")
    facts.real_estate(w, home.head, use="commercial", status="historical")
    facts.real_estate(w, home.head, status="historical")
    facts.real_estate(w, home.head, use="parking", floor_area_sqm=12)


@case
def a_flat_just_bought(w: World) -> None:
    """P07: an active market contract of this year; the only dwelling, so no P03."""
    home = w.expect(w.household("one_child"), "review", "P07")
    facts.contract(w, home.head)


@case
def the_flat_just_bought_is_registered(w: World) -> None:
    """P07 alone: the contract's unit is the registered one (spaces differ), one dwelling."""
    home = w.expect(w.household("couple"), "review", "P07")
    row = facts.real_estate(w, home.head, floor_area_sqm=88, registered_on=w.days_ago(40))
    place = w.value(row, "location")
    facts.contract(w, home.head, location=place.replace("幸福路", " 幸福路 "))


@case
def a_second_flat_just_bought(w: World) -> None:
    """P03 and P07: a dwelling of 120 m² and a contract for 88 m² more, two people."""
    home = w.expect(w.household("couple"), "exit", "P03", "P07")
    facts.real_estate(w, home.head, floor_area_sqm=120)
    facts.contract(w, home.person("spouse"))


@case
def contracts_that_do_not_count(w: World) -> None:
    """No P07: one cancelled, one for resettlement, one of two years ago."""
    home = w.expect(w.household("couple"), "keep")
    facts.contract(w, home.head, status="cancelled")
    facts.contract(w, home.head, purpose="resettlement")
    facts.contract(w, home.person("spouse"), signed_on=w.days_ago(700))

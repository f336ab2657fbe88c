"""I01–I03: income (policy 4 and 5) and decision lines 3 to 6. The rural standard is 6 600, 1.5 times it 9 900."""

from __future__ import annotations

from decimal import Decimal

from sample_data import facts
from sample_data.cases import case
from sample_data.world import World


@case
def pension_a_little_over(w: World) -> None:
    """I01, 8 400 a head, line 5: exit, near_dibao suggested."""
    home = w.expect(w.household("old_couple"), "exit", "I01", suggested="near_dibao")
    facts.pension(w, home.head, 1_400)


@case
def pension_a_little_over_but_ill(w: World) -> None:
    """I01, (16 800 − 6 000) / 2 = 5 400 ≤ 6 600, line 3: review."""
    home = w.expect(w.household("old_couple"), "review", "I01")
    facts.pension(w, home.head, 1_400)
    facts.settlement(w, home.person("spouse"), 6_000)


@case
def earned_in_a_welfare_post(w: World) -> None:
    """I01, 8 400 a head, part of it earned, line 4: gradual exit; a welfare post is no I02."""
    home = w.expect(w.household("couple"), "gradual_exit", "I01", suggested="near_dibao")
    facts.payroll(w, home.head, "public_welfare_post", 1_400)


@case
def earned_in_work_relief(w: World) -> None:
    """I01, 7 800 earned in work relief, line 4: gradual exit. Each payment counts once."""
    home = w.expect(w.household("single", declared=Decimal(2_000)), "gradual_exit", "I01", suggested="near_dibao")
    for paid in (2_600, 5_200):
        facts.work_relief(w, home.head, paid)


@case
def pension_far_over(w: World) -> None:
    """I01, 13 200 a head, no great expenses, line 6: exit, nothing suggested."""
    home = w.expect(w.household("old_couple"), "exit", "I01")
    facts.pension(w, home.head, 2_200)


@case
def pension_far_over_but_great_expenses(w: World) -> None:
    """I01, 12 000 a head, medical 18 000 / 24 000 > 0.6, line 6: exit, rigid_expense suggested."""
    home = w.expect(w.household("old_couple"), "exit", "I01", suggested="rigid_expense")
    facts.pension(w, home.head, 2_000)
    for part in (11_000, 7_000):
        facts.settlement(w, home.person("spouse"), part)


@case
def near_dibao_over_its_limit(w: World) -> None:
    """I01 of near_dibao, 12 000 a head > 9 900: line 6, exit."""
    home = w.expect(w.household("old_couple", "near_dibao"), "exit", "I01")
    facts.pension(w, home.head, 2_000)


@case
def near_dibao_within_its_limit(w: World) -> None:
    """No I01 of near_dibao at 8 400 a head."""
    home = w.expect(w.household("old_couple", "near_dibao"), "keep")
    facts.pension(w, home.head, 1_400)


@case
def rigid_expense_over_its_limit(w: World) -> None:
    """I01 of rigid_expense, 27 000 a head > 24 000: line 6, exit."""
    home = w.expect(w.household("old_couple", "rigid_expense"), "exit", "I01")
    facts.pension(w, home.head, 4_500)


@case
def tekun_over_its_limit(w: World) -> None:
    """I01 of tekun at the rural standard, 7 200: line 5, exit, near_dibao suggested."""
    home = w.expect(w.household("elder", "tekun"), "exit", "I01", suggested="near_dibao")
    facts.pension(w, home.head, 600)


@case
def income_only_declared(w: World) -> None:
    """I01 with effect review: the declaration exceeds the limit, what is verified does not. Line 7."""
    w.expect(w.household("couple", declared=Decimal(20_000)), "review", "I01")


@case
def pension_with_arrears(w: World) -> None:
    """I01 with effect review: the latest month holds arrears, three times the median of the others. Line 7."""
    home = w.expect(w.household("old_couple"), "review", "I01")
    for row in facts.pension(w, home.head, 500, months=4)[:1]:
        row[row.index(500)] = 1_500


@case
def pay_with_arrears(w: World) -> None:
    """I01 with effect review: the latest pay of a welfare post holds arrears. Line 7, not line 4."""
    home = w.expect(w.household("couple"), "review", "I01")
    for row in facts.payroll(w, home.head, "public_welfare_post", 450, months=4)[:1]:
        row[row.index(450)] = 1_350


@case
def resident_pension_is_mostly_basic(w: World) -> None:
    """No I01: 700 a month less 600 of 基础养老金 is 1 200 a year."""
    home = w.expect(w.household("elder", declared=Decimal(1_000)), "keep")
    facts.pension(w, home.head, 700, scheme="resident", basic_amount=Decimal(600))


@case
def pension_that_ended(w: World) -> None:
    """No I01: the latest month of the pension is suspended, so it counts nothing."""
    home = w.expect(w.household("old_couple"), "keep")
    for row in facts.pension(w, home.head, 1_800, months=3)[:1]:
        row[row.index("paid")] = "suspended"


@case
def pension_long_ago(w: World) -> None:
    """No I01: the latest month delivered is more than three months old."""
    home = w.expect(w.household("old_couple"), "keep")
    for ago in (6, 7):
        facts.pension(w, home.head, 1_800, months=1, month=w.month(ago))


@case
def subsidies_left_out(w: World) -> None:
    """No I01: 高龄津贴 and 两项补贴 are excluded items, 19 200 in all."""
    home = w.expect(w.household("old_couple"), "keep")
    facts.subsidy(w, home.head, "高龄津贴", 9_600)
    facts.subsidy(w, home.head, "残疾人两项补贴", 9_600)


@case
def subsidies_that_count(w: World) -> None:
    """I01: 退耕还林补助 is income, 8 000 a head, line 5: exit, near_dibao suggested."""
    home = w.expect(w.household("old_couple"), "exit", "I01", suggested="near_dibao")
    facts.subsidy(w, home.head, "退耕还林补助", 16_000)


@case
def on_the_payroll(w: World) -> None:
    """I02: pay of an institution, too little for I01 (2 400 a head)."""
    home = w.expect(w.household("with_parent"), "review", "I02")
    facts.payroll(w, home.person("spouse"), "institution", 800)


@case
def retired_from_the_payroll(w: World) -> None:
    """I02: retired pay and an institution pension are one income, the larger counts (5 400 a head, no I01)."""
    home = w.expect(w.household("old_couple"), "review", "I02")
    facts.payroll(w, home.head, "retired", 900)
    facts.pension(w, home.head, 850, scheme="institution")


@case
def undeclared_employment(w: World) -> None:
    """I03: contributions as an employee while nothing is declared."""
    home = w.expect(w.household("one_child", declared=Decimal(0)), "review", "I03")
    facts.contribution(w, home.head, 3, insured_as="employee")


@case
def declared_employment(w: World) -> None:
    """No I03: employed, and an income is declared; the base is never a wage, so no I01."""
    home = w.expect(w.household("one_child", declared=Decimal(15_000)), "keep")
    facts.contribution(w, home.head, 3, insured_as="employee", base=Decimal(8_000))


@case
def nothing_declared_and_only_insured_as_resident(w: World) -> None:
    """No I03: contributions as resident or self-employed are no employment as employee."""
    home = w.expect(w.household("couple", declared=Decimal(0)), "keep")
    facts.contribution(w, home.head, 2, insured_as="self")
    facts.contribution(w, home.person("spouse"))


@case
def great_expenses_taken_back(w: World) -> None:
    """I01, line 6 without a suggestion: the settlement of 18 000 was reversed, so the net is nothing."""
    home = w.expect(w.household("old_couple"), "exit", "I01")
    facts.pension(w, home.head, 2_000)
    facts.reversal(w, home.head, facts.settlement(w, home.head, 18_000))

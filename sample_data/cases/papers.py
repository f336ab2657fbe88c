"""S02–S11 and X01: what the roster, the registers and the papers say (policy 5), each decided by line 7 or line 9."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from sample_data import damage, facts
from sample_data.cases import case
from sample_data.people import NOT_DELIVERED, Member
from sample_data.world import World


@case
def moved_out(w: World) -> None:
    """S02: a move_out and no later move_in."""
    home = w.expect(w.household("one_child"), "review", "S02")
    facts.registry_change(w, home.person("spouse"), "move_out")


@case
def moved_out_and_back(w: World) -> None:
    """No S02: the move_in is later than the move_out."""
    home = w.expect(w.household("one_child"), "keep")
    facts.registry_change(w, home.head, "move_out", changed_on=w.days_ago(300))
    facts.registry_change(w, home.head, "move_in", changed_on=w.days_ago(60))


@case
def on_the_roster_twice(w: World) -> None:
    """S03 on both households that name one ID, of two programmes."""
    first = w.expect(w.household("son_and_parent"), "review", "S03")
    second = w.expect(w.household("single", "near_dibao"), "review", "S03")
    second.members.append(Member(first.person("parent"), "parent", labour="none"))


@case
def roster_id_fails_its_check_digit(w: World) -> None:
    """S04: the roster's ID fails the check digit. The authorisation bears the ID as the roster has it."""
    home = w.expect(w.household("couple"), "review", "S04", maybe=("S05",))
    member = home.member("spouse")
    member.roster_id = damage.wrong_digit(w.rng, member.person.resident_id)


@case
def roster_id_damaged_and_a_car(w: World) -> None:
    """S04, and the car of that person is T3 at best, so P02 is only named by M01."""
    home = w.expect(w.household("couple"), "review", "S04", "M01", maybe=("S05",))
    member = home.member("spouse")
    member.roster_id = damage.swapped(w.rng, member.person.resident_id)
    w.mention(facts.vehicle(w, member.person), member.person, "the roster's ID is damaged", "T3")


@case
def register_writes_the_name_in_traditional_characters(w: World) -> None:
    """S04 by a registry row of T2."""
    home = w.expect(w.household("couple", names={"head": "刘建国"}), "review", "S04")
    home.head.registry_name = damage.traditional(home.head.name)
    home.head.registry_damage = ("traditional characters", "T2", w.case)


@case
def register_has_another_character(w: World) -> None:
    """S04 by a registry row of T3 (a): one of three characters differs."""
    home = w.expect(w.household("couple", names={"head": "赵明海"}), "review", "S04")
    home.head.registry_name = damage.one_character_off(w.rng, home.head.name)
    home.head.registry_damage = ("one character off", "T3", w.case)


@case
def register_has_an_unrelated_name(w: World) -> None:
    """S04 by a registry row in conflict; that row serves nothing else."""
    home = w.expect(w.household("couple", names={"spouse": "何秀兰"}), "review", "S04")
    home.person("spouse").registry_name = "欧骞翊"
    home.person("spouse").registry_damage = ("unrelated name", "conflict", w.case)


@case
def authorisation_missing(w: World) -> None:
    """S05: a member has signed nothing."""
    home = w.expect(w.household("family"), "review", "S05")
    home.member("spouse").authorised = "no"


@case
def authorisation_expired(w: World) -> None:
    """S05: the only authorisation ended before as_of."""
    home = w.expect(w.household("couple", "urban_dibao"), "review", "S05")
    home.member("head").authorised = "expired"


@case
def unauthorised_with_a_car(w: World) -> None:
    """S05 and nothing else: evidence about an unauthorised person is not used, neither for P02 nor for P01."""
    home = w.expect(w.household("couple"), "review", "S05")
    home.member("head").authorised = "no"
    facts.vehicle(w, home.head)
    facts.deposit(w, home.head, 90_000)


@case
def unauthorised_and_dead(w: World) -> None:
    """S05, no S01: known to be dead needs evidence about an authorised member."""
    home = w.expect(w.household("old_couple"), "review", "S05")
    home.member("spouse").authorised = "no"
    facts.death(w, home.person("spouse"))


@case
def undeclared_spouse(w: World) -> None:
    """S06: married a year ago to somebody outside the household."""
    home = w.expect(w.household("single"), "review", "S06")
    other = w.stranger(not home.head.is_male, 45)
    couple = (home.head, other) if home.head.is_male else (other, home.head)
    facts.marriage(w, *couple, event_on=w.days_ago(300, 400))


@case
def spouse_is_dead(w: World) -> None:
    """No S06: the spouse is known to be dead (T1, cremations)."""
    home = w.expect(w.household("elder"), "keep")
    other = w.stranger(not home.head.is_male, 74)
    couple = (home.head, other) if home.head.is_male else (other, home.head)
    facts.marriage(w, *couple, event_on=w.days_ago(9000))
    facts.cremation(w, other, died_on=w.days_ago(700), cremated_on=w.days_ago(697))


@case
def divorced_since(w: World) -> None:
    """No S06: the latest marriage event is a divorce."""
    home = w.expect(w.household("mother"), "keep")
    other = w.stranger(True, 43)
    facts.marriage(w, other, home.head, event_on=w.days_ago(5000))
    facts.marriage(w, other, home.head, event="divorce", event_on=w.days_ago(900))


@case
def shared_account(w: World) -> None:
    """S07 on both households that are paid to one account."""
    first = w.expect(w.household("elder"), "review", "S07")
    second = w.expect(w.household("couple"), "review", "S07")
    second.account = first.account


@case
def size_is_not_the_number_of_rows(w: World) -> None:
    """S08: the delivered household size is one more than the member rows."""
    w.expect(w.household("couple"), "review", "S08").household_size = 3


@case
def two_heads(w: World) -> None:
    """S08: two member rows say 户主."""
    home = w.expect(w.household("old_couple"), "review", "S08")
    home.member("spouse").relation = "head"


@case
def head_is_no_member(w: World) -> None:
    """S08: head_id is somebody who is no member row."""
    home = w.expect(w.household("couple"), "review", "S08")
    home.head_id = w.stranger(True, 60).resident_id


@case
def more_covered_than_people(w: World) -> None:
    """S08: covered_size exceeds household_size."""
    home = w.expect(w.household("single"), "review", "S08")
    home.household_size, home.covered_size = 1, 2


@case
def sizes_left_empty(w: World) -> None:
    """No S08: an empty number is not tested."""
    home = w.expect(w.household("couple"), "keep")
    home.household_size = home.covered_size = NOT_DELIVERED


def _disabled(member: Member, level: str) -> None:
    member.health, member.disability_level, member.labour = "disabled", level, "partial"


@case
def certificate_expired(w: World) -> None:
    """S09: the certificate's validity ended before as_of, though its status says valid."""
    home = w.expect(w.household("single"), "review", "S09")
    _disabled(home.members[0], "三级")
    facts.certificate(w, home.head, "肢体", 3, valid_until=w.days_ago(30, 90))


@case
def certificate_cancelled(w: World) -> None:
    """S09: the certificate is cancelled."""
    home = w.expect(w.household("couple"), "review", "S09")
    _disabled(home.members[1], "四级")
    facts.certificate(w, home.person("spouse"), "听力", 4, status="cancelled")


@case
def disability_levels_differ(w: World) -> None:
    """S09: the roster says 二级, the certificate 三级."""
    home = w.expect(w.household("couple"), "review", "S09")
    _disabled(home.members[0], "二级")
    facts.certificate(w, home.head, "肢体", 3)


@case
def disabled_without_a_certificate_or_level(w: World) -> None:
    """No S09: no certificate found says nothing; an empty roster level is not tested."""
    home = w.expect(w.household("couple"), "keep")
    _disabled(home.members[0], "三级")
    _disabled(home.members[1], "")
    facts.certificate(w, home.person("spouse"), "视力", 4)


@case
def review_due(w: World) -> None:
    """S10: class C is reviewed every 3 months; the last review was 5 months ago."""
    w.expect(w.household("elder", benefit_class="C类", last_review=w.month(5)), "review", "S10")


@case
def review_due_by_default_cycle(w: World) -> None:
    """S10: no class, default 6 months; never reviewed since it began 14 months ago."""
    w.expect(w.household("couple", "near_dibao", last_review=None, started=w.month(14)), "review", "S10")


@case
def review_not_yet_due(w: World) -> None:
    """No S10: class A is reviewed every 12 months; the last review was 9 months ago."""
    w.expect(w.household("old_couple", benefit_class="A类", last_review=w.month(9)), "keep")


@case
def rural_aid_of_an_urban_head(w: World) -> None:
    """S11: rural_dibao, the register says urban; the other programme is suggested."""
    w.expect(w.household("couple", hukou_kind="urban"), "review", "S11", suggested="urban_dibao")


@case
def urban_aid_of_a_rural_head(w: World) -> None:
    """S11 the other way round."""
    w.expect(w.household("couple", "urban_dibao", hukou_kind="rural"), "review", "S11", suggested="rural_dibao")


@case
def platform_alert(w: World) -> None:
    """X01: an alert of the last six months names a member."""
    home = w.expect(w.household("couple"), "review", "X01")
    facts.platform_alert(w, home.head, level="red")


@case
def old_platform_alert(w: World) -> None:
    """No X01: the alert is eight months old."""
    home = w.expect(w.household("couple"), "keep")
    facts.platform_alert(w, home.head, issued_on=w.as_of - timedelta(days=245))


@case
def rigid_expense_support_is_over(w: World) -> None:
    """I04: rigid_expense that began 15 months ago."""
    w.expect(w.household("couple", "rigid_expense", started=w.month(15), declared=Decimal(24_000)), "review", "I04")

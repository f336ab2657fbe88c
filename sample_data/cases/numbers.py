"""Rows under the right name and a damaged ID (docs/matching.md). A car shows the tier: T1
makes P02, T3 and T4 only M01."""

from __future__ import annotations

from sample_data import damage, facts, words
from sample_data.cases import rare
from sample_data.identity import is_valid_id
from sample_data.people import Household, Person
from sample_data.world import World


def car_with(w: World, text: str, kind: str, tier: str, home: Household, **values) -> None:
    """A car of the head, registered under an ID as written."""
    w.mention(facts.vehicle(w, home.head, resident_id=text, **values), home.head, kind, tier)
    w.expect(home, *(("exit", "P02") if tier in ("T1", "T2") else ("review", "M01")))


@rare
def fifteen_digits(w: World) -> None:
    """T1: the ID as it was before 1999."""
    home = w.household("couple")
    car_with(w, damage.fifteen_digits(home.head.resident_id), "15 digits", "T1", home)


@rare
def full_width(w: World) -> None:
    """T1: full-width digits."""
    home = w.household("couple")
    car_with(w, damage.full_width(home.head.resident_id), "full width", "T1", home)


@rare
def spaces(w: World) -> None:
    """T1: spaces between the parts."""
    home = w.household("couple")
    car_with(w, damage.spaced(home.head.resident_id), "spaces", "T1", home)


@rare
def lower_case_x(w: World) -> None:
    """T1: a lower-case x at the end."""
    home = w.household("couple", endings={"head": "X"})
    car_with(w, home.head.resident_id.lower(), "lower-case x", "T1", home)


@rare
def wrong_digit(w: World) -> None:
    """T3 (b): one digit wrong."""
    home = w.household("couple")
    car_with(w, damage.wrong_digit(w.rng, home.head.resident_id), "one digit wrong", "T3", home)


@rare
def swapped_digits(w: World) -> None:
    """T3 (b): two neighbouring digits swapped."""
    home = w.household("couple")
    car_with(w, damage.swapped(w.rng, home.head.resident_id), "two digits swapped", "T3", home)


@rare
def lost_digit(w: World) -> None:
    """T3 (b): 17 characters."""
    home = w.household("couple")
    car_with(w, damage.lost_digit(w.rng, home.head.resident_id), "one digit lost", "T3", home)


@rare
def doubled_digit(w: World) -> None:
    """T3 (b): 19 characters."""
    home = w.household("couple")
    car_with(w, damage.doubled_digit(w.rng, home.head.resident_id), "one digit doubled", "T3", home)


@rare
def rounded_by_a_spreadsheet(w: World) -> None:
    """T3 (b): a number cell, so the last three digits are 000."""
    home = w.household("couple")
    car_with(w, damage.rounded(home.head.resident_id), "rounded", "T3", home)


@rare
def masked_by_the_bank(w: World) -> None:
    """T3 (b): the middle of the ID is masked; 60 000 on the account is P01 only if it is theirs, so M01."""
    home = w.expect(w.household("couple"), "review", "M01")
    row = facts.deposit(w, home.head, 60_000, resident_id=damage.masked(home.head.resident_id), currency="人民币")
    w.mention(row, home.head, "masked", "T3")


@rare
def wrong_digit_and_a_homophone(w: World) -> None:
    """T4: one digit wrong and a name that only sounds the same."""
    home = w.household("couple", names={"head": "许建民"})
    name = damage.replaced_once(home.head.name, words.HOMOPHONES)
    car_with(w, damage.wrong_digit(w.rng, home.head.resident_id), "one digit wrong, homophone", "T4", home, name=name)


@rare
def pay_with_a_wrong_digit(w: World) -> None:
    """T3 (b): pay of an institution under a damaged ID; M01 names I02."""
    home = w.expect(w.household("with_parent"), "review", "M01")
    broken = damage.wrong_digit(w.rng, home.head.resident_id)
    for row in facts.payroll(w, home.head, "institution", 600, resident_id=broken):
        w.mention(row, home.head, "one digit wrong", "T3")


@rare
def pension_with_swapped_digits(w: World) -> None:
    """T3 (b): a pension of 1 500 under a damaged ID; M01 names I01 (9 000 a head)."""
    home = w.expect(w.household("old_couple"), "review", "M01")
    broken = damage.swapped(w.rng, home.head.resident_id)
    for row in facts.pension(w, home.head, 1_500, resident_id=broken):
        w.mention(row, home.head, "two digits swapped", "T3")


@rare
def two_digits_wrong(w: World) -> None:
    """T5: two digits wrong lead nowhere: keep."""
    home = w.expect(w.household("couple"), "keep")
    text = home.head.resident_id
    pairs = [(a, b) for a in "0123456789" for b in "0123456789" if a != text[9] and b != text[15]]
    broken = next(t for a, b in pairs if not is_valid_id(t := text[:9] + a + text[10:15] + b + text[16:]))
    row = facts.vehicle(w, home.head, resident_id=broken)
    w.mention(row, None, "two digits wrong", "T5")


@rare
def valid_id_of_another_living_person(w: World) -> None:
    """Conflict: mistyped into the valid ID of somebody unrelated who lives in the county;
    neither household is touched."""
    home = w.expect(w.household("couple"), "keep")
    other = w.expect(w.household("elder"), "keep")
    row = facts.vehicle(w, home.head, resident_id=other.head.resident_id)
    w.mention(row, None, "valid ID of an unrelated person", "conflict")


def _twin(w: World, person: Person, name: str) -> Person:
    """A brother or sister born on the same day: the IDs are equal but for the last four."""
    while True:
        twin = w.stranger(person.is_male, w.age(person), name)
        twin.birth = person.birth
        twin.resident_id = w.identities.resident_id(w.rng, person.birth, person.is_male)
        if twin.resident_id[:14] == person.resident_id[:14]:
            return twin


@rare
def twins(w: World) -> None:
    """T3 (b), to the twin of that name: a masked ID and a wrong digit of one of twins; the other twin has nothing."""
    home = w.household("one_child", names={"head": "田宝生", "child": "田雨桐"})
    child = home.person("child")
    twin = _twin(w, child, "田雨薇")
    twin.hukou, twin.relation = home.hukou, "child"
    home.hukou.people.append(twin)
    home.members.append(type(home.members[0])(twin, "child", labour="none"))
    row = facts.deposit(w, twin, 80_000, resident_id=damage.masked(twin.resident_id), currency="人民币")
    w.mention(row, twin, "masked ID of a twin", "T3")
    w.expect(home, "review", "M01")


@rare
def twins_ids_confused(w: World) -> None:
    """T3 (c): one twin's valid ID under the other twin's exact name."""
    home = w.household("one_child", names={"head": "石永福", "child": "石晓蕊"})
    child = home.person("child")
    twin = _twin(w, child, "石晓蓉")
    twin.hukou, twin.relation = home.hukou, "child"
    home.hukou.people.append(twin)
    home.members.append(type(home.members[0])(twin, "child", labour="none"))
    row = facts.deposit(w, child, 75_000, name=twin.name, currency="人民币")
    w.mention(row, twin, "one twin's ID under the other's name", "T3")
    w.expect(home, "review", "M01")

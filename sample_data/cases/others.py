"""Rows without an ID, or with the ID inside another number (docs/matching.md, T3 (d), T4 and T5)."""

from __future__ import annotations

from sample_data import damage, facts
from sample_data.cases import case, rare
from sample_data.world import World


@case
def death_by_name_birth_and_address(w: World) -> None:
    """T3 (d): no ID; name, birth date and address agree. M01 names S01."""
    home = w.expect(w.household("old_couple"), "review", "M01")
    w.mention(facts.death(w, home.head, resident_id=None), home.head, "no ID, name, birth date and address", "T3")


@case
def death_by_name_and_birth(w: World) -> None:
    """T4: no ID; name and birth date alone, unique in the county. M01 names S01."""
    home = w.expect(w.household("old_couple"), "review", "M01")
    w.mention(
        facts.cremation(w, home.head, resident_id=None, address=None), home.head, "no ID, name and birth date", "T4"
    )


@rare
def death_by_name_only(w: World) -> None:
    """T5: a name is not enough: keep."""
    home = w.expect(w.household("old_couple"), "keep")
    w.mention(facts.death(w, home.head, resident_id=None, birth_date=None, address=None), None, "name only", "T5")


@rare
def death_of_one_of_two_namesakes(w: World) -> None:
    """T5: two persons of the county have that name and birth date: a tie, keep."""
    first = w.expect(w.household("elder"), "keep")
    second = w.expect(w.household("elder"), "keep")
    one, other = first.head, second.head
    other.name, other.birth, other.is_male = one.name, one.birth, one.is_male
    other.resident_id = w.identities.resident_id(w.rng, one.birth, one.is_male)
    w.mention(facts.death(w, one, resident_id=None, address=None), None, "no ID, two namesakes of one birth date", "T5")


@rare
def death_with_a_wrong_digit(w: World) -> None:
    """T3 (b): one digit of the ID wrong, the name right. M01 names S01, so the household is not adjusted yet."""
    home = w.expect(w.household("old_couple"), "review", "M01")
    dead = home.person("spouse")
    row = facts.registry_change(w, dead, "death", resident_id=damage.wrong_digit(w.rng, dead.resident_id))
    w.mention(row, dead, "one digit wrong", "T3")


@rare
def pupil_by_name_birth_and_guardian(w: World) -> None:
    """T3 (d): no ID; name, birth date and the guardian's ID agree. Nothing follows: keep."""
    home = w.expect(w.household("one_child"), "keep")
    child = home.person("child")
    row = facts.enrolment(
        w,
        child,
        resident_id=None,
        student_number="L" + w.serial("student", 10),
        guardian_id=home.head.resident_id,
        guardian_name=home.head.name,
    )
    w.mention(row, child, "no ID, name, birth date and guardian", "T3")


@rare
def pupil_by_student_number(w: World) -> None:
    """T1: no ID of its own; the 学籍号 carries it."""
    home = w.expect(w.household("one_child"), "keep")
    child = home.person("child")
    w.mention(facts.enrolment(w, child, resident_id=None), child, "ID inside the 学籍号", "T1")


@rare
def certificate_number_with_a_wrong_digit(w: World) -> None:
    """T3 (b): the 残疾人证号 carries a damaged ID. Nothing follows: keep."""
    home = w.expect(w.household("couple"), "keep")
    row = facts.certificate(w, home.head, "肢体", 4, carried_id=damage.wrong_digit(w.rng, home.head.resident_id))
    w.mention(row, home.head, "one digit wrong inside the 残疾人证号", "T3")


@rare
def certificate_reissued(w: World) -> None:
    """T1: a reissued 残疾人证号 ends in B1; it carries the ID all the same, and its level agrees with the roster."""
    home = w.expect(w.household("couple"), "keep")
    member = home.member("head")
    member.health, member.disability_level = "disabled", "三级"
    row = facts.certificate(w, home.head, "肢体", 3, certificate_number=home.head.resident_id + "43B1")
    w.mention(row, home.head, "ID inside a reissued 残疾人证号", "T1")


@rare
def wife_of_a_couple_with_a_wrong_digit(w: World) -> None:
    """T1 and T3 (b): the two parties of a marriage, one ID right and one damaged. S06 is left open, since the
    spouse is a member at T3 only."""
    home = w.household("couple")
    man, woman = home.head, home.person("spouse")
    row = facts.marriage(w, man, woman, female_id=damage.wrong_digit(w.rng, woman.resident_id))
    w.mention(row, man, "none", "T1", party=1)
    w.mention(row, woman, "one digit wrong", "T3", party=2)
    w.expect(home, "keep/review", maybe=("S06",))

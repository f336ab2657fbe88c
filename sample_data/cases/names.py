"""Rows under the right ID and another name (docs/matching.md). A car shows the tier: T1 and T2
make P02, T3 and T4 only M01."""

from __future__ import annotations

from sample_data import damage, facts, words
from sample_data.cases import rare
from sample_data.world import World


def car_under(w: World, written: str, kind: str, tier: str, home) -> None:
    """A car of the head, registered under a name as written."""
    w.mention(facts.vehicle(w, home.head, name=written), home.head, kind, tier)
    w.expect(home, *(("exit", "P02") if tier[:2] in ("T1", "T2") else ("review", "M01")))


@rare
def name_in_traditional_characters(w: World) -> None:
    """T2: traditional characters."""
    home = w.household("couple", names={"head": "张国庆"})
    car_under(w, damage.traditional(home.head.name), "traditional characters", "T2", home)


@rare
def name_by_a_homophone(w: World) -> None:
    """T2: a character that sounds the same."""
    home = w.household("couple", names={"head": "孙志海"})
    car_under(w, damage.replaced_once(home.head.name, words.HOMOPHONES), "homophone", "T2", home)


@rare
def name_with_an_unknown_glyph(w: World) -> None:
    """T2: one glyph that the sender could not print."""
    home = w.household("couple", names={"head": "马玉林"})
    car_under(w, damage.unknown_glyph(home.head.name), "unknown glyph", "T2", home)


@rare
def former_name(w: World) -> None:
    """T2: the name the person bore before, which roster and register know."""
    home = w.household("couple", names={"head": "周文斌"})
    home.head.former_name = "周来福"
    car_under(w, "周来福", "former name", "T2", home)


@rare
def minority_name_without_its_dot(w: World) -> None:
    """T2: the dot of a minority name is dropped; in the second home it is another dot."""
    home = w.household("couple", names={"head": "买买提·托合提"})
    car_under(w, "买买提托合提", "dot dropped", "T2", home)
    other = w.household("couple", names={"head": "玉素甫·萨迪克"})
    car_under(w, "玉素甫．萨迪克", "another dot", "T1/T2", other)


@rare
def minority_name_cut_off(w: World) -> None:
    """T2: a long name cut off by a narrow field."""
    home = w.household("couple", names={"head": "阿卜杜热合曼·买合木提"})
    car_under(w, "阿卜杜热合曼·买合", "cut off", "T2", home)


@rare
def look_alike_without_a_second_agreement(w: World) -> None:
    """T3: a look-alike character and nothing else that agrees."""
    home = w.household("couple", names={"head": "高治平"})
    car_under(w, damage.replaced_once(home.head.name, words.LOOKALIKES), "look-alike", "T3", home)


@rare
def look_alike_with_a_second_agreement(w: World) -> None:
    """T2: a look-alike character, and birth date and address agree. A death, so S01: adjust."""
    home = w.expect(w.household("old_couple", names={"spouse": "郭晴芳"}), "adjust", "S01")
    dead = home.person("spouse")
    row = facts.death(w, dead, name=damage.replaced_once(dead.name, words.LOOKALIKES))
    w.mention(row, dead, "look-alike, birth date and address agree", "T2")


@rare
def one_character_off(w: World) -> None:
    """T3 (a): one character of three differs, and is neither homophone nor look-alike."""
    home = w.household("couple", names={"head": "宋春海"})
    car_under(w, damage.one_character_off(w.rng, home.head.name), "one character off", "T3", home)


@rare
def unrelated_name(w: World) -> None:
    """Conflict: the ID is a member's, the name nobody's. Not used: keep."""
    home = w.expect(w.household("couple", names={"head": "冯庆祥"}), "keep")
    w.mention(facts.vehicle(w, home.head, name="邵翊骁"), None, "unrelated name", "conflict")


@rare
def spouse_bears_the_homophone(w: World) -> None:
    """T3 (c), never T2: the ID is the husband's, and his wife bears the delivered name, which sounds like his."""
    home = w.expect(w.household("couple", names={"head": "陈子军", "spouse": "陈子君"}), "review", "M01")
    row = facts.vehicle(w, home.head, name="陈子君")
    w.mention(row, home.person("spouse"), "spouse's name, a homophone of the owner of the ID", "T3")


@rare
def father_under_the_childs_name(w: World) -> None:
    """T3 (c): the father's ID under the son's exact name; the row is about the son."""
    home = w.expect(w.household("one_child", names={"head": "董庆林", "child": "董思宇"}), "review", "M01")
    child = home.person("child")
    row = facts.deposit(w, home.head, 60_000, name=child.name, currency="人民币")
    w.mention(row, child, "father's ID under the child's name", "T3")


@rare
def generation_character_of_siblings(w: World) -> None:
    """T3 (c): the ID of one brother, the exact name of the other, who differs in one character."""
    home = w.expect(w.household("family", names={"head": "程福林", "child": "程嘉树"}), "review", "M01")
    older, younger = (m.person for m in home.members if m.relation == "child")
    older.name, younger.name = "程嘉浩", "程嘉宁"
    row = facts.deposit(w, older, 70_000, name=younger.name, currency="人民币")
    w.mention(row, younger, "one sibling's ID under the other's name", "T3")

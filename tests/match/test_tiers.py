"""Each tier of docs/matching.md: what is known, what is delivered, what must come out."""

from __future__ import annotations

from datetime import date

import pytest

from tests.match.county import County, rid
from transforms.match.rules import RULES

FATHER, CHILD, NEIGHBOUR = rid("19700101", 11), rid("19950303", 23), rid("19620512", 35)
BORN = date(1995, 3, 3)


@pytest.fixture
def county() -> County:
    c = County()
    c.knows(FATHER, "张建国", hukou="K1", phone="13900000001", address="城关镇幸福路12号")
    c.knows(CHILD, "张小明", hukou="K1", address="城关镇幸福路12号")
    c.knows(NEIGHBOUR, "阿依古丽·买买提", household="H2", former_name="王秀英")
    return c


def damaged(text: str, place: int) -> str:
    """One wrong digit at a 1-based place."""
    return text[: place - 1] + str((int(text[place - 1]) + 1) % 10) + text[place:]


def swapped(text: str) -> str:
    place = next(i for i in range(6, 16) if text[i] != text[i + 1])
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def short(text: str) -> str:
    return text[:6] + text[8:17]


def test_t1_same_id_same_name(county):
    e = [county.says(FATHER, "张建国"), county.says(short(FATHER), "张建国"), county.says(FATHER.lower(), "张建国")]
    o = county.outcome()
    assert [o.of(x) for x in e] == [("T1", "张建国")] * 3
    assert o.reason(e[0]) == "证件号码与姓名一致"


@pytest.mark.parametrize(
    ("name", "owner", "words"),
    [
        ("張建國", FATHER, "繁体"),
        ("张健国", FATHER, "同音"),
        ("张建□", FATHER, "未能显示"),
        ("张\ue001国", FATHER, "未能显示"),
        ("阿依古丽买买提", NEIGHBOUR, "间隔号"),
        ("阿依古丽•买买提", NEIGHBOUR, "间隔号"),
        ("阿依古丽·买", NEIGHBOUR, "截短"),
        ("王秀英", NEIGHBOUR, "曾用名"),
    ],
)
def test_t2_same_id_name_written_otherwise(county, name, owner, words):
    e = county.says(owner, name)
    o = county.outcome()
    assert o.of(e)[0] == "T2"
    assert words in o.reason(e)


def test_t2_other_spelling_of_the_registry_and_former_name_of_the_mention(county):
    _, row = county.registers(FATHER, "張建國", hukou="K1")
    changed = county.says(CHILD, "张大海", former_name="张小明")
    same_spelling = county.says(FATHER, "張建國")
    o = county.outcome()
    assert [o.of(x)[0] for x in (row, same_spelling, changed)] == ["T2", "T2", "T2"]


def test_look_alike_needs_a_second_agreement():
    c = County()
    owner = rid("19800808", 41)
    c.knows(owner, "张晴", phone="13900000009")
    bare, with_phone = c.says(owner, "张睛"), c.says(owner, "张倩", phone="13900000009")
    birth, contradicted = (
        c.says(owner, "张倩", birth_date=date(1980, 8, 8)),
        c.says(owner, "张倩", birth_date=date(1981, 8, 8)),
    )
    homophone = c.says(owner, "张清", phone=None)
    o = c.outcome()
    assert [o.of(x)[0] for x in (with_phone, birth, contradicted, homophone)] == ["T2", "T2", "T5", "T2"]
    assert o.of(bare)[0] == "T3"


def test_t2_vetoed_when_a_relative_bears_the_name():
    c = County()
    a, b, wife = rid("19800808", 41), rid("19830909", 43), rid("19820909", 44)
    c.knows(a, "张伟", household="H1")
    c.knows(b, "张玮", household="H1")
    kin = c.says(a, "张玮")
    c.knows(wife, "李炜", household="H9")
    husband = rid("19800909", 47)
    c.knows(husband, "李伟", household="H8")
    wedding = c.says(husband, "李伟", kind="marriage", party=1)
    c.says(wife, "李炜", kind="marriage", party=2, evidence_id=wedding)
    spouse = c.says(husband, "李炜")
    o = c.outcome()
    assert o.of(kin) == ("T3", "张玮")  # (c): the named person
    assert o.of(spouse) == ("conflict", "李伟")


def test_birth_date_against_a_name_variant_demotes(county):
    e = county.says(FATHER, "张健国", birth_date=date(1971, 1, 1))
    o = county.outcome()
    assert o.of(e) == ("T3", "张建国")
    assert "出生日期不一致" in o.reason(e)


def test_t3a_one_character_off(county):
    e = [county.says(FATHER, "张建军"), county.says(FATHER, "张国建"), county.says(FATHER, "李四")]
    o = county.outcome()
    assert [o.of(x)[0] for x in e] == ["T3", "T3", "conflict"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (damaged(CHILD, 12), "第12位有误"),
        (CHILD[:17] + ("1" if CHILD[17] != "1" else "2"), "校验码"),
        (CHILD[:9] + "O" + CHILD[10:], "第10位有误"),
        (swapped(CHILD), "颠倒"),
        (CHILD[:12] + CHILD[13:], "缺第"),
        (CHILD[:17], "缺第"),
        (CHILD[:6] + CHILD[5:], "多录"),
        (CHILD[:15] + "000", "取整"),
        (CHILD[:6] + "********" + CHILD[14:], "遮盖"),
        (CHILD[:10] + "****" + CHILD[14:], "遮盖"),
    ],
)
def test_t3b_damaged_id_same_name(county, text, words):
    same, variant, other = county.says(text, "张小明"), county.says(text, "張小明"), county.says(text, "李大山")
    contradicted = county.says(text, "张小明", birth_date=date(1994, 3, 3))
    o = county.outcome()
    assert [o.of(x)[0] for x in (same, variant, other, contradicted)] == ["T3", "T4", "T5", "T5"]
    assert words in o.reason(same)


def test_t3c_parents_id_under_a_childs_name(county):
    e = county.says(FATHER, "张小明", kind="enrolment")
    assert county.outcome().of(e) == ("T3", "张小明")


def test_t3c_only_for_exactly_one_member(county):
    county.knows(rid("19970404", 25), "张小明", hukou="K1")
    e = county.says(FATHER, "张小明")
    assert county.outcome().of(e) == ("T5", "张小明、张小明")


@pytest.mark.parametrize("text", ["", None, "62012319950303", "无", "620123199503"])
def test_t3d_no_usable_id(county, text):
    by_address = county.says(text, "张小明", birth_date=BORN, address="甘肃省城关镇幸福路12号")
    by_guardian = county.says(text, "张小明", birth_date=BORN, guardian_id=FATHER)
    by_hukou = county.says(text, "张小明", birth_date=BORN, hukou_number="K1")
    variant = county.says(text, "張小明", birth_date=BORN, hukou_number="K1")
    alone = county.says(text, "张小明", birth_date=BORN)
    name_only = county.says(text, "张小明")
    elsewhere = county.says(text, "张小明", birth_date=BORN, address="城关镇幸福路99号")
    o = county.outcome()
    tiers = [o.of(x)[0] for x in (by_address, by_guardian, by_hukou, variant, alone, name_only, elsewhere)]
    assert tiers == [
        "T3",
        "T3",
        "T3",
        "T4",
        "T4",
        "T5",
        "T5",
    ]


def test_t4_needs_uniqueness_in_the_county(county):
    county.registers(rid("19950303", 77), "张小明", hukou="K7")
    alone, placed = (
        county.says("", "张小明", birth_date=BORN),
        county.says("", "张小明", birth_date=BORN, hukou_number="K7"),
    )
    o = county.outcome()
    assert o.of(alone) == ("T5", "张小明、张小明")
    assert o.of(placed)[0] == "T3"
    assert o.con.execute(
        "SELECT resident_id FROM matches JOIN people USING (person_no) WHERE evidence_id = ?", [placed]
    ).fetchall() == [(rid("19950303", 77),)]


def test_conflict_names_the_owner_of_the_id(county):
    e = county.says(NEIGHBOUR, "赵六")
    o = county.outcome()
    assert o.of(e) == ("conflict", "阿依古丽·买买提")
    assert o.table("matches") == []


def test_strangers(county):
    stranger = rid("19900909", 51)
    e = [
        county.says(stranger, "钱七"),
        county.says(stranger, "钱七"),
        county.says(stranger, "錢七"),
        county.says(stranger, "孙八"),
    ]
    o = county.outcome()
    assert [o.of(x) for x in e] == [("T1", "钱七"), ("T1", "钱七"), ("T2", "钱七"), ("T5", "钱七")]
    assert o.con.execute("SELECT count(*) FROM people WHERE NOT is_known").fetchall() == [(1,)]


def test_a_strangers_other_names():
    c = County()
    stranger = rid("19900909", 51)
    usual = [c.says(stranger, "孙建国") for _ in range(2)]
    others = [c.says(stranger, name) for name in ("孙建军", "孙健国", "李四")]
    o = c.outcome()
    assert [o.of(x)[0] for x in (*usual, *others)] == ["T1", "T1", "T3", "T2", "T5"]


def test_a_stranger_has_names_while_another_valid_id_turns_out_to_be_a_known_persons(county):
    judged_known = rid("19900909", 57)
    county.knows(judged_known[:15] + "000", "周九", household="H3")
    stranger = rid("19900909", 51)
    e = [county.says(stranger, name) for name in ("钱七", "钱七", "錢七")]
    taken = county.says(judged_known, "周九")
    o = county.outcome()
    assert [o.of(x)[0] for x in e] == ["T1", "T1", "T2"]
    assert o.of(taken) == ("T3", "周九")


@pytest.mark.parametrize("text", ["6201*", CHILD[:3] + "**" + CHILD[16:]])
def test_a_mask_that_leaves_too_little_is_no_id(county, text):
    e = county.says(text, "张小明")
    assert county.outcome().of(e)[0] == "T5"


def test_the_registrys_hukou_is_shown_before_a_rosters():
    c = County()
    c.knows(FATHER, "张建国", hukou="K1")
    c.registers(FATHER, "张建国", hukou="K9")
    assert c.outcome().con.execute("SELECT hukou_number FROM people").fetchall() == [("K9",)]


def test_a_former_name_that_is_the_name_is_no_other_name():
    c = County()
    c.knows(FATHER, "张建国", former_name="张建国")
    e = c.says(FATHER, "张建国", former_name="张建国")
    variant = c.says(FATHER, "張建國")
    o = c.outcome()
    assert (o.of(e)[0], o.of(variant)[0]) == ("T1", "T2")
    assert "繁体" in o.reason(variant)


def test_every_mention_ends_in_one_place(county):
    for text, name in (
        (FATHER, "张建国"),
        (FATHER, "李四"),
        ("", "甲"),
        (damaged(CHILD, 9), "张小明"),
        (rid("19880101", 3), "乙"),
        (None, None),
        (FATHER, ""),
    ):
        county.says(text, name)
    o = county.outcome()
    tied = {(e, p) for e, p, *_ in o.table("matches")}
    refused = {(e, p) for e, p, *_ in o.table("match_rejects")}
    assert len(tied) + len(refused) == len(county.mentions) and not tied & refused
    assert len(o.table("matches")) == len(tied)


def test_no_id_and_name_carry_more_than_the_whole_score():
    ids, names = (max(r.score for r in RULES if r.rule.startswith("name_") is is_name) for is_name in (False, True))
    assert ids + names <= 1 and min(r.score for r in RULES) >= 0


def test_reasons_add_up_to_the_score(county):
    county.says("", "张小明", birth_date=BORN, hukou_number="K1", address="城关镇幸福路12号")
    county.says(damaged(CHILD, 12), "張小明")
    county.says(FATHER, "張建國")
    o = county.outcome()
    assert o.con.execute("SELECT min(score) >= 0, max(score) <= 1 FROM matches").fetchall() == [(True, True)]
    gap = o.con.execute("""SELECT max(abs(m.score - r.score)) FROM matches m
        JOIN (SELECT evidence_id, party, sum(score) AS score FROM match_reasons GROUP BY ALL) r USING (evidence_id, party)""").fetchall()[
        0
    ][0]
    assert gap < 0.001
    rules = {rule for (rule,) in o.con.execute("SELECT rule FROM match_reasons").fetchall()}
    assert rules >= {
        "birth_date",
        "hukou",
        "address",
        "name_script",
        "id_wrong",
    }

"""The traps of docs/matching.md: each must land in its tier, not above it."""

from __future__ import annotations

from datetime import date

from schemas.identity import check_digit, is_valid
from tests.match.county import County, rid
from tests.match.test_tiers import damaged


def rounded_by_luck(birth: str = "19950303") -> tuple[str, str]:
    """A valid ID whose rounded form is valid as well, and that form."""
    for area in range(620102, 620199):
        head = f"{area}{birth}0"
        if check_digit(head + "00") == "0":
            return head + "21" + check_digit(head + "21"), head + "000"
    raise AssertionError("no area fits")


def test_rounded_twins_are_told_apart_by_name():
    c = County()
    a, b = rid("20100101", 31), rid("20100101", 33)
    c.knows(a, "李春兰")
    c.knows(b, "李夏荷")
    e = [c.says(a[:15] + "000", "李春兰"), c.says(a[:15] + "000", "李夏荷"), c.says(a[:15] + "000", "李秋菊")]
    o = c.outcome()
    assert [o.of(x) for x in e[:2]] == [("T3", "李春兰"), ("T3", "李夏荷")]
    assert o.of(e[2])[0] == "T5"


def test_twins_with_one_name_are_a_tie():
    c = County()
    a, b = rid("20100101", 31), rid("20100101", 33)
    c.knows(a, "李春兰")
    c.knows(b, "李春兰", household="H2")
    e, masked = c.says(a[:15] + "000", "李春兰"), c.says(a[:14] + "****", "李春兰")
    o = c.outcome()
    assert o.of(e) == ("T5", "李春兰、李春兰")
    assert o.of(masked) == ("T5", "李春兰、李春兰")


def test_a_valid_000_is_both_exact_and_rounded():
    true_id, text = rounded_by_luck()
    assert is_valid(text)
    c = County()
    c.knows(true_id, "李春兰")
    owner, stranger = c.says(text, "李春兰"), c.says(text, "赵无极")
    o = c.outcome()
    assert o.of(owner) == ("T3", "李春兰")
    assert o.of(stranger) == ("T1", "赵无极")
    c.knows(text, "赵无极", household="H2")  # now somebody does bear it
    o = c.outcome()
    assert o.of(owner) == ("T3", "李春兰")
    assert o.of(stranger) == ("T1", "赵无极")


def test_a_roster_id_rounded_into_a_valid_one_is_tied_to_the_registry():
    true_id, text = rounded_by_luck()
    c = County()
    row = c.knows(text, "李春兰")
    c.registers(true_id, "李春兰")
    e = c.says(true_id, "李春兰")
    o = c.outcome()
    assert o.link(row) == ("T3", true_id, "李春兰")
    assert o.of(e) == ("T3", "李春兰")


def test_id_mistyped_into_another_living_persons():
    c = County()
    a, b = rid("19700101", 11), rid("19700101", 15)
    c.knows(a, "王大山")
    c.knows(b, "刘长河", household="H2")
    e = c.says(b, "王大山")  # 王大山's row under 刘长河's ID
    assert c.outcome().of(e) == ("conflict", "刘长河")


def test_relatives_id_under_a_variant_name_is_review_only():
    c = County()
    a, b = rid("19700101", 11), rid("19990101", 15)
    c.knows(a, "王大山")
    c.knows(b, "王晓明")
    e = c.says(a, "王小明")
    assert c.outcome().of(e) == ("T4", "王晓明")


def test_siblings_with_one_generation_character():
    c = County()
    a, b = rid("20050101", 11), rid("20080202", 15)
    c.knows(a, "王建华")
    c.knows(b, "王建军")
    sibling, unknown = c.says(a, "王建军"), c.says(a, "王建民")
    o = c.outcome()
    assert o.of(sibling) == ("T3", "王建军")
    assert o.of(unknown) == ("T3", "王建华")


def test_same_name_and_birth_date_strangers():
    c = County()
    known = rid("19700101", 11)
    c.knows(known, "王伟")
    stranger = rid("19700101", 57)
    valid, masked = (
        c.says(stranger, "王伟"),
        c.says(stranger[:6] + "********" + stranger[14:], "王伟", birth_date=date(1970, 1, 1)),
    )
    o = c.outcome()
    assert o.of(valid)[0] == "T1"
    assert o.con.execute(
        "SELECT resident_id FROM matches JOIN people USING (person_no) WHERE evidence_id = ?", [valid]
    ).fetchall() == [(stranger,)]
    assert o.of(masked) == ("T5", "王伟")


def test_a_valid_unknown_id_is_no_typo_of_a_known_one():
    c = County()
    known = rid("19700101", 11)
    c.knows(known, "王伟")
    other = rid("19700101", 12)
    e = c.says(other, "王伟")
    o = c.outcome()
    assert o.of(e)[0] == "T1"
    assert o.con.execute(
        "SELECT is_known FROM matches JOIN people USING (person_no) WHERE evidence_id = ?", [e]
    ).fetchall() == [(False,)]


def test_damaged_roster_id_tied_to_the_registry_caps_evidence_at_t3():
    c = County()
    true_id = rid("19700101", 11)
    row = c.knows(damaged(true_id, 12), "王大山")
    registry_row, registered = c.registers(true_id, "王大山")
    evidence, variant, repeated = (
        c.says(true_id, "王大山"),
        c.says(true_id, "王大珊"),
        c.says(damaged(true_id, 12), "王大山"),
    )
    o = c.outcome()
    assert o.link(row) == ("T3", true_id, "王大山")
    assert [o.of(x) for x in (evidence, variant, repeated, registered)] == [("T3", "王大山")] * 4
    assert o.link(registry_row)[0] == "T3"
    assert o.con.execute("SELECT count(*) FROM people").fetchall() == [(1,)]


def test_damaged_roster_id_that_leads_nowhere_is_a_person_of_its_own():
    c = County()
    true_id = rid("19700101", 11)
    text = damaged(true_id, 12)
    rows = [
        c.knows(text, "王大山"),
        c.knows(text, "王大山", register="application", household="A1"),
        c.knows(text, "李四", household="H2"),
    ]
    reversed_, same_text, unrelated = c.says(true_id, "王大山"), c.says(text, "王大山"), c.says(true_id, "赵六")
    o = c.outcome()
    assert [o.link(r) for r in rows] == [("T3", text, "王大山")] * 2 + [("T3", text, "李四")]
    assert o.con.execute("SELECT DISTINCT is_valid_id FROM people WHERE name <> '赵六'").fetchall() == [(False,)]
    assert [o.of(x) for x in (reversed_, same_text)] == [("T3", "王大山")] * 2
    assert o.of(unrelated) == ("T1", "赵六")


def test_empty_ids_of_two_households_are_two_people():
    c = County()
    c.knows("", "王大山", household="H1")
    c.knows(None, "王大山", household="H2")
    assert len(c.outcome().table("people")) == 2


def test_the_registry_row_of_another_name_conflicts_and_serves_nothing_else():
    c = County()
    owner, other = rid("19700101", 11), rid("19800101", 13)
    c.knows(owner, "王大山")
    known_no, row = c.registers(owner, "赵六", hukou="K9", address="某路1号")
    c.registers(other, "赵六", hukou="K9")
    e = c.says(owner, "赵六")
    o = c.outcome()
    assert o.link(known_no) == ("conflict", owner, "王大山")
    assert o.of(row) == ("conflict", "王大山")
    assert o.of(e) == ("conflict", "王大山")  # K9 is not 王大山's hukou
    assert o.con.execute("SELECT hukou_number FROM people WHERE name = '王大山'").fetchall() == [(None,)]


def test_names_of_a_person_roster_first_then_application_then_registry():
    c = County()
    a, b = rid("19700101", 11), rid("19800101", 13)
    c.registers(a, "王大珊", hukou="K1")
    c.knows(a, "王大杉", register="application", household="A1")
    c.knows(a, "王大山")
    c.registers(b, "赵六", hukou="K2")
    people = {r[1]: r[3] for r in c.outcome().table("people")}
    assert people == {a: "王大山", b: "赵六"}


def test_tie_of_a_repaired_id_keeps_both_candidates():
    c = County()
    a = rid("19700101", 11)
    text = damaged(a, 12)
    from schemas.identity import from_key
    from transforms.match.repair import candidates

    others = [from_key(k) for k in candidates([text])["key"] if from_key(k) != a and is_valid(from_key(k))]
    c.knows(a, "王大山")
    c.knows(others[0], "王大山", household="H2")
    e = c.says(text, "王大山")
    assert c.outcome().of(e) == ("T5", "王大山、王大山")


def test_a_masked_id_under_a_name_one_character_off_is_chance():
    c = County()
    known = rid("19700101", 11)
    c.knows(known, "王大山")
    masked, slip = c.says(known[:6] + "********" + known[14:], "王大川"), c.says(damaged(known, 12), "王大川")
    o = c.outcome()
    assert [o.of(x)[0] for x in (masked, slip)] == ["T5", "T4"]


def test_an_id_damaged_on_both_sides_in_different_ways():
    true_id = rid("19800808", 41)
    c = County()
    c.knows(damaged(true_id, 12), "王大山")
    e = (
        c.says(damaged(true_id, 15), "王大山"),
        c.says(true_id[:15] + "000", "王大山"),
        c.says(damaged(true_id, 15), "王小山"),
    )
    o = c.outcome()
    assert [o.of(x)[0] for x in e] == ["T4", "T4", "T5"]


def test_fifteen_digits_with_one_wrong_need_the_same_name():
    true_id = rid("19700101", 11)
    c = County()
    c.knows(true_id, "张建国")
    short = true_id[:6] + true_id[8:17]
    wrong = short[:13] + ("5" if short[13] != "5" else "6") + short[14:]
    owner, stranger = c.says(wrong, "张建国"), c.says(wrong, "李四")
    o = c.outcome()
    assert o.of(owner) == ("T3", "张建国")
    assert o.of(stranger) == ("T1", "李四")


def test_a_sibling_who_states_another_house_is_not_the_owner():
    owner = rid("19700101", 11)
    c = County()
    c.knows(owner, "王建国", address="城关镇幸福路12号")
    here, there = (
        c.says(owner, "王建军", address="城关镇幸福路12号"),
        c.says(owner, "王建军", address="北河镇东风村7号"),
    )
    o = c.outcome()
    assert [o.of(x)[0] for x in (here, there)] == ["T3", "T5"]


def test_a_birth_date_out_of_a_damaged_id_counts_only_near_the_known_one():
    true_id = rid("19800808", 41)
    c = County()
    c.knows(true_id, "王大山")
    two_wrong = damaged(damaged(true_id, 3), 16)
    namesake = damaged(rid("19800808", 738, area="510104"), 16)
    o_near, o_far = c.says(two_wrong, "王大山"), c.says(namesake, "王大山")
    o = c.outcome()
    assert [o.of(x)[0] for x in (o_near, o_far)] == ["T4", "T5"]


def test_a_rounded_roster_id_and_one_damaged_otherwise():
    true_id = rid("19800808", 41)
    c = County()
    c.knows(true_id[:15] + "000", "王大山")
    e = c.says(damaged(true_id, 12), "王大山"), c.says(damaged(true_id, 12), "王小山")
    o = c.outcome()
    assert [o.of(x)[0] for x in e] == ["T4", "T5"]


def test_a_masked_roster_id_leads_to_the_same_name_only():
    mine, other = rid("19800808", 41), rid("19710707", 43)
    c = County()
    for true_id, name in ((mine, "王大山"), (other, "王大珊")):
        c.knows(true_id[:6] + "********" + true_id[14:], name, household=name)
    same, variant = c.says(other, "王大珊"), c.says(mine, "王大珊")
    o = c.outcome()
    assert [o.of(x)[0] for x in (same, variant)] == ["T3", "T1"]


def test_relatives_in_a_crowd_are_found_by_their_own_name_only():
    for size, tiers in ((20, ["T3", "T4"]), (21, ["T3", "conflict"])):
        c = County()
        owner, kin = rid("19700101", 11), rid("19990101", 15)
        c.knows(owner, "赵大山")
        c.knows(kin, "王晓明")
        for other in range(size - 2):
            c.knows(rid("19600101", 101 + 2 * other), f"孙{chr(0x4E00 + 100 * other)}")
        e = c.says(owner, "王晓明"), c.says(owner, "王小明")
        o = c.outcome()
        assert [o.of(x)[0] for x in e] == tiers, size


def test_the_address_of_a_row_that_conflicts_agrees_with_nobody():
    c = County()
    owner = rid("19800808", 41)
    c.knows(owner, "张晴")
    c.registers(owner, "赵六", address="城关镇幸福路12号")
    e = c.says(owner, "张倩", address="城关镇幸福路12号")
    assert c.outcome().of(e)[0] == "T3"

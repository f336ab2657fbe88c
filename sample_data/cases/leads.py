"""Leads (policy 7): persons on no roster and in no application. 红 three kinds or urgent, 橙 two,
黄 one of strength 2, else 蓝."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from sample_data import damage, facts
from sample_data.cases import case
from sample_data.people import Person
from sample_data.world import World


def residents(w: World, kind: str) -> list[Person]:
    """The people of a hukou that nobody assists; the children of school age are enrolled."""
    people = w.family(kind)
    for person in people:
        if 6 <= w.age(person) <= 15:
            facts.enrolment(w, person)
    return people


@case
def red_by_three_kinds(w: World) -> None:
    """红: severe_disability, monitored and disaster in one hukou, of different persons."""
    people = residents(w, "with_parent")
    facts.certificate(w, people[3], "肢体", 1)
    for person in people:
        facts.monitored(w, person, is_risk_removed=False, category="sudden")
    facts.disaster(w, people[0])
    w.expect_lead(people[0], "红", "severe_disability", "monitored", "disaster")


@case
def red_by_urgency(w: World) -> None:
    """红: one signal, but is_urgent."""
    people = residents(w, "couple")
    facts.outreach(w, people[0], is_urgent=True, hardship="突发车祸，无力支付医疗费")
    w.expect_lead(people[0], "红", "outreach", is_urgent=True)


@case
def red_without_an_id(w: World) -> None:
    """红, a lead of its own: an urgent call on the hotline, no ID. It is keyed by name, village and phone."""
    township = w.rng.choice(list(w.villages))
    village = w.rng.choice(w.villages[township])
    caller = w.stranger(w.rng.random() < 0.5, 50)
    row = facts.outreach(
        w,
        caller,
        resident_id=None,
        township=township,
        village=village,
        channel="hotline",
        is_urgent=True,
        hardship="房屋倒塌，断粮",
    )
    w.expect_lead(caller, "红", "outreach", is_urgent=True)
    w.leads[-1].township, w.leads[-1].village = township, village
    w.mention(row, None, "no ID, urgent", "T5")


@case
def blue_without_an_id(w: World) -> None:
    """蓝, a lead of its own: found on a visit, no ID, not urgent."""
    township = w.rng.choice(list(w.villages))
    village = w.rng.choice(w.villages[township])
    found = w.stranger(w.rng.random() < 0.5, 70)
    row = facts.outreach(w, found, resident_id=None, township=township, village=village, channel="visit")
    w.expect_lead(found, "蓝", "outreach")
    w.leads[-1].township, w.leads[-1].village = township, village
    w.mention(row, None, "no ID", "T5")


@case
def orange_by_two_kinds(w: World) -> None:
    """橙: serious_illness and high_medical_expense of one person."""
    people = residents(w, "one_child")
    facts.illness(w, people[0])
    for part in (12_500, 13_800):
        facts.settlement(w, people[0], part, diagnosis="恶性肿瘤")
    w.expect_lead(people[0], "橙", "serious_illness", "high_medical_expense")


@case
def yellow_by_a_severe_disability(w: World) -> None:
    """黄: level 3 of 智力 is severe."""
    people = residents(w, "son_and_parent")
    facts.certificate(w, people[0], "智力", 3)
    w.expect_lead(people[0], "黄", "severe_disability")


@case
def yellow_by_several_kinds_of_disability(w: World) -> None:
    """黄: 视力四级;肢体二级 in one cell, each kind has its own level."""
    people = residents(w, "couple")
    facts.certificate(w, people[1], "多重", 2, kinds="视力四级;肢体二级", level=None)
    w.expect_lead(people[0], "黄", "severe_disability")


@case
def yellow_by_a_severe_mental_illness(w: World) -> None:
    """黄: severe_mental with risk level 4 is a serious illness."""
    people = residents(w, "couple")
    facts.illness(w, people[1], kind="severe_mental", risk_level=4)
    w.expect_lead(people[0], "黄", "serious_illness")


@case
def yellow_by_medical_expense(w: World) -> None:
    """黄: 20 000 out of pocket exactly, the limit is reached."""
    people = residents(w, "old_couple")
    for part in (8_000, 12_000):
        facts.settlement(w, people[0], part)
    w.expect_lead(people[0], "黄", "high_medical_expense")


@case
def yellow_by_monitoring(w: World) -> None:
    """黄: monitored, the risk not removed."""
    people = residents(w, "family")
    for person in people:
        facts.monitored(w, person, is_risk_removed=False)
    w.expect_lead(people[0], "黄", "monitored")


@case
def yellow_outside_the_register(w: World) -> None:
    """黄, grouped by person: a valid ID that is in no hukou of the county."""
    person = w.stranger(True, 52)
    facts.certificate(w, person, "视力", 1)
    w.expect_lead(person, "黄", "severe_disability")


@case
def blue_by_a_disaster(w: World) -> None:
    """蓝: relief in the last 12 months."""
    people = residents(w, "couple")
    facts.disaster(w, people[0])
    w.expect_lead(people[0], "蓝", "disaster")


@case
def blue_by_a_hardship_worker(w: World) -> None:
    """蓝: a worker in hardship, not released; another one is released only after as_of."""
    people = residents(w, "couple")
    facts.hardship_worker(w, people[0])
    w.expect_lead(people[0], "蓝", "hardship_worker")
    later = residents(w, "couple")
    facts.hardship_worker(w, later[0], released_on=w.as_of + timedelta(days=60))
    w.expect_lead(later[0], "蓝", "hardship_worker")


@case
def blue_by_a_report(w: World) -> None:
    """蓝: an ordinary report with an ID."""
    people = residents(w, "elder")
    facts.outreach(w, people[0], channel="grid")
    w.expect_lead(people[0], "蓝", "outreach")


@case
def blue_by_a_platform_alert(w: World) -> None:
    """蓝: an alert of the last six months about somebody on no roster."""
    people = residents(w, "couple")
    facts.platform_alert(w, people[0], level="blue")
    w.expect_lead(people[0], "蓝", "platform_alert")


@case
def blue_by_a_child_out_of_school(w: World) -> None:
    """蓝: a child of school age without an enrolment, another whose only enrolment says left."""
    people = w.family("one_child")
    w.expect_lead(people[0], "蓝", "out_of_school")
    others = w.family("one_child")
    facts.enrolment(w, others[2], status="left")
    w.expect_lead(others[0], "蓝", "out_of_school")


@case
def blue_by_many_children(w: World) -> None:
    """蓝: three persons under 18 in one hukou, nobody assisted."""
    people = residents(w, "three_children")
    w.expect_lead(people[0], "蓝", "many_children")


@case
def no_lead_on_the_payroll(w: World) -> None:
    """No lead: the signals of a person on the fiscal payroll are dropped."""
    people = residents(w, "couple")
    facts.illness(w, people[0])
    facts.payroll(w, people[0], "civil_servant", 5_200)
    w.expect_lead(people[0], "")


@case
def a_lead_in_a_welfare_post(w: World) -> None:
    """黄: a public welfare post does not drop the signals."""
    people = residents(w, "couple")
    facts.illness(w, people[0])
    facts.payroll(w, people[0], "public_welfare_post", 600)
    w.expect_lead(people[0], "黄", "serious_illness")


@case
def no_lead_for_the_dead(w: World) -> None:
    """No lead: the person has died."""
    people = residents(w, "elder")
    facts.certificate(w, people[0], "肢体", 1)
    facts.death(w, people[0])
    w.expect_lead(people[0], "")


@case
def no_lead_by_what_is_over(w: World) -> None:
    """No lead: risk removed, worker released, relief and report long ago, certificate
    expired, risk level 1, level 3 肢体."""
    people = residents(w, "with_parent")
    facts.monitored(w, people[0], is_risk_removed=True)
    facts.hardship_worker(w, people[0], released_on=w.days_ago(100))
    facts.disaster(w, people[0], happened_on=w.days_ago(500))
    facts.outreach(w, people[1], reported_on=w.days_ago(260))
    facts.platform_alert(w, people[1], issued_on=w.days_ago(260))
    facts.certificate(w, people[3], "肢体", 1, status="expired", valid_until=w.days_ago(200))
    facts.illness(w, people[1], kind="severe_mental", risk_level=1)
    facts.certificate(w, people[0], "肢体", 3)
    w.expect_lead(people[0], "")


@case
def no_lead_by_a_reversed_settlement(w: World) -> None:
    """No lead: 15 000 and 9 000, of which the 9 000 was taken back."""
    people = residents(w, "couple")
    facts.settlement(w, people[0], 15_000)
    facts.reversal(w, people[0], facts.settlement(w, people[0], 9_000))
    w.expect_lead(people[0], "")


@case
def no_lead_for_recipients(w: World) -> None:
    """No lead: the signals of a recipient make none, and change no list."""
    home = w.expect(w.household("couple"), "keep")
    facts.illness(w, home.head)
    facts.monitored(w, home.head, is_risk_removed=False, income_per_capita=Decimal(9_100))
    facts.disaster(w, home.person("spouse"))
    w.expect_lead(home.head, "")


@case
def no_lead_for_a_recipient_with_a_damaged_id(w: World) -> None:
    """No lead: the register of serious illness has a recipient's ID with a wrong digit, and
    leads are compared at T1 to T3."""
    home = w.expect(w.household("couple"), "keep")
    row = facts.illness(w, home.head, resident_id=damage.wrong_digit(w.rng, home.head.resident_id))
    w.mention(row, home.head, "one digit wrong", "T3")
    w.expect_lead(home.head, "")

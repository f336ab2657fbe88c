"""What happens to people: school, illness, disability, marriage, moving, death. One function
adds one row (or one a month)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sample_data import words
from sample_data.people import Person, Row
from sample_data.world import World


def settlement(w: World, p: Person, paid: Decimal | int, /, **values) -> Row:
    paid = Decimal(paid)
    return w.add(
        "settlements",
        p,
        {
            "settlement_number": "JS" + w.serial("settlement", 10),
            "settled_on": w.days_ago(40, 300),
            "diagnosis": w.rng.choice(words.AILMENTS),
            "total": paid * 3,
            "pooled_paid": paid * 2,
            "aid_paid": Decimal(0),
            "out_of_pocket": paid,
        },
        values,
    )


def reversal(w: World, p: Person, of: Row, **values) -> Row:
    """The row that takes a settlement back, under the same number (冲正)."""
    same = {c: w.value(of, c) for c in ("settlement_number", "diagnosis")}
    return settlement(w, p, -w.value(of, "out_of_pocket"), **{**same, "settled_on": w.days_ago(26, 36), **values})


def enrolment(w: World, p: Person, **values) -> Row:
    age = w.age(p)
    stages = (
        (5, "kindergarten", 7),
        (11, "primary", 0),
        (14, "junior", 3),
        (17, "senior", 4),
        (99, "undergraduate", 8),
    )
    stage, school = next((s, words.SCHOOLS[at]) for top, s, at in stages if age <= top)
    first_age = {"kindergarten": 3, "primary": 6, "junior": 12, "senior": 15, "undergraduate": 18}[stage]
    guardian = next(
        (q for q in (p.hukou.people if p.hukou else []) if q.relation in ("head", "spouse") and q is not p), None
    )
    return w.add(
        "enrolment",
        p,
        {
            "student_number": "G" + p.resident_id,
            "birth_date": p.birth,
            "school": school,
            "stage": stage,
            "grade": f"{'一二三四五六'[min(age - first_age, 5)]}年级",
            "status": "enrolled",
            "is_private": False,
            "annual_fee": Decimal(0),
            "guardian_name": guardian and guardian.name,
            "guardian_id": guardian and guardian.resident_id,
        },
        values,
    )


def death(w: World, p: Person, **values) -> Row:
    """The health authority's register."""
    return w.add(
        "deaths",
        p,
        {
            "died_on": w.days_ago(40, 75),
            "birth_date": p.birth,
            "place": w.rng.choice(("县医院", "家中", "养老院")),
            "address": p.hukou and p.hukou.address,
        },
        values,
    )


def cremation(w: World, p: Person, **values) -> Row:
    died = w.days_ago(40, 75)
    return w.add(
        "cremations",
        p,
        {
            "died_on": died,
            "cremated_on": died.replace(day=min(died.day + 2, 28)) if died.day < 27 else died,
            "birth_date": p.birth,
            "address": p.hukou and p.hukou.address,
        },
        values,
    )


def registry_change(w: World, p: Person, change: str, **values) -> Row:
    return w.add(
        "registry_changes",
        p,
        {
            "change": change,
            "changed_on": w.days_ago(30, 80),
            "destination": "临江省望海市东湖区" if change == "move_out" else None,
        },
        values,
    )


def illness(w: World, p: Person, **values) -> Row:
    is_mental = values.get("kind") == "severe_mental"
    return w.add(
        "illnesses",
        p,
        {
            "kind": "serious_illness",
            "disease": w.rng.choice(words.MENTAL_DISEASES if is_mental else words.DISEASES),
            "diagnosed_on": w.days_ago(60, 900),
            "birth_date": p.birth,
            "address": p.hukou and p.hukou.address,
        },
        values,
    )


KINDS_OF_DISABILITY = ("视力", "听力", "言语", "肢体", "智力", "精神", "多重")


def certificate(w: World, p: Person, kind: str, level: int, /, **values) -> Row:
    """A disability certificate: its number is the ID, the kind and the level."""
    word = "一二三四"[level - 1]
    issued = w.days_ago(400, 2500)
    return w.add(
        "certificates",
        p,
        {
            "certificate_number": f"{values.pop('carried_id', p.resident_id)}{KINDS_OF_DISABILITY.index(kind) + 1}{level}",
            "kinds": f"{kind}{word}级",
            "level": f"{word}级",
            "issued_on": issued,
            "valid_until": date(w.as_of.year + 3, 12, 31),
            "status": "valid",
        },
        values,
    )


def marriage(w: World, man: Person, woman: Person, **values) -> Row:
    return w.add(
        "marriages",
        None,
        {
            "male_name": man.name,
            "male_id": man.resident_id,
            "female_name": woman.name,
            "female_id": woman.resident_id,
            "event": "marriage",
            "event_on": w.days_ago(400, 5000),
        },
        values,
    )

"""What is reported about hardship, and what is done about it. One function adds one row (or one a month)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sample_data import words
from sample_data.people import Person, Row
from sample_data.world import LABELS, World


def monitored(w: World, p: Person, **values) -> Row:
    h = p.registered
    return w.add(
        "monitored_households",
        p,
        {
            "monitored_household_id": "JC" + h.number,
            "relation": LABELS[p.relation],
            "township": h.township,
            "village": h.village,
            "category": "marginal",
            "is_risk_removed": True,
            "identified_on": w.days_ago(300, 1200),
            "income_per_capita": Decimal(w.rng.randint(80, 120) * 100),
        },
        values,
    )


def disaster(w: World, p: Person, **values) -> Row:
    return w.add(
        "disaster_relief",
        p,
        {
            "disaster": w.rng.choice(("洪涝", "冰雹", "风灾", "山体滑坡")),
            "happened_on": w.days_ago(60, 300),
            "rooms_lost": w.rng.randint(0, 3),
            "amount": Decimal(w.rng.randint(5, 40) * 100),
        },
        values,
    )


def hardship_worker(w: World, p: Person, **values) -> Row:
    return w.add(
        "hardship_workers",
        p,
        {
            "employer": w.rng.choice(words.EMPLOYERS),
            "hardship": "因病致困",
            "registered_on": w.days_ago(200, 900),
            "family_annual_income": Decimal(w.rng.randint(150, 300) * 100),
        },
        values,
    )


def outreach(w: World, p: Person, **values) -> Row:
    h = p.hukou
    return w.add(
        "outreach",
        p,
        {
            "township": h and h.township,
            "village": h and h.village,
            "channel": w.rng.choice(("visit", "grid", "hotline")),
            "hardship": "家庭主要劳动力患病，生活困难",
            "is_urgent": False,
            "reported_on": w.days_ago(25, 90),
            "phone": w.phone(),
        },
        values,
    )


def platform_alert(w: World, p: Person, **values) -> Row:
    return w.add(
        "platform_alerts",
        p,
        {
            "alert_number": "YJ" + w.serial("alert", 8),
            "level": w.rng.choice(("orange", "yellow")),
            "content": "大数据比对提示家庭情况可能变化，请核实",
            "issued_on": w.days_ago(25, 120),
        },
        values,
    )


def temporary_aid(w: World, p: Person, **values) -> Row:
    paid = w.days_ago(60, 300)
    return w.add(
        "temporary_aid",
        p,
        {
            "aid_type": w.rng.choice(("urgent", "expense")),
            "amount": Decimal(w.rng.randint(5, 40) * 100),
            "paid_on": paid,
            "papers_completed_on": w.days_ago(30, 50),
        },
        values,
    )


def exemption(w: World, household_id: str, code: str, kind: str, **values) -> Row:
    return w.add(
        "exemptions",
        None,
        {
            "household_id": household_id,
            "finding_code": code,
            "kind": kind,
            "approved_by": f"{words.COUNTY}民政局",
            "approved_on": w.days_ago(60, 120),
            "valid_until": date(w.as_of.year + 1, 6, 30),
            "basis": "民政局办公会议纪要",
        },
        values,
    )


def kin_filing(w: World, household_id: str, **values) -> Row:
    return w.add(
        "kin_filings",
        None,
        {
            "household_id": household_id,
            "official_name": w.stranger(True, 45).name,
            "official_post": w.rng.choice(words.POSTS),
            "kinship": w.rng.choice(("兄弟", "叔侄", "表兄妹")),
            "filed_on": w.days_ago(200, 700),
        },
        values,
    )

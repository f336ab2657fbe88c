"""What each department delivers about a county of 500 000: how many rows, about whom, in which form. A dataset that is
not planned gets a small file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Form = Literal["xlsx", "gb18030", "utf-8"]
Who = Literal["anyone", "adult", "worker", "elder", "pupil", "recipient"]


@dataclass(frozen=True)
class Plan:
    """rows: at county size. favour: weight of a recipient against anybody else. months: a person's row stands once for
    each. is_once: a person at most once.
    is_asset: what recipients seldom own, scaled by `Size.assets`. days: delivered so long
    before the day of the batch."""

    rows: int
    who: Who = "adult"
    form: Form = "utf-8"
    favour: float = 1.0
    months: int = 1
    is_once: bool = False
    is_asset: bool = False
    days: int = 10


UNPLANNED = Plan(2_000)
HOUSEHOLD_PAPERS = {"exemptions": 0.02, "kin_filings": 0.01}  # a share of the roster's households
PLANS: dict[str, Plan] = {
    "authorizations": Plan(0, "recipient", "utf-8", days=5),
    "exemptions": Plan(0, form="xlsx", days=9),
    "kin_filings": Plan(0, form="xlsx", days=18),
    "outreach": Plan(800, "anyone", "xlsx", favour=2, days=7),
    "temporary_aid": Plan(1_500, "adult", "xlsx", favour=4),
    "platform_alerts": Plan(600, "recipient", "utf-8", days=8),
    "marriages": Plan(8_000, "worker", "gb18030", favour=0.5, days=14),
    "cremations": Plan(2_500, "elder", "xlsx", favour=0.5, is_once=True, days=12),
    "vehicles": Plan(120_000, "adult", "xlsx", favour=0.12, is_asset=True, days=11),
    "registry": Plan(0, "anyone", "xlsx", days=13),
    "registry_changes": Plan(12_000, "anyone", "gb18030", favour=0.4, days=13),
    "real_estate": Plan(205_000, "adult", "xlsx", favour=0.12, is_asset=True, days=16),
    "deposits": Plan(1_100_000, "adult", "utf-8", days=9),
    "deposit_flags": Plan(5_000, "recipient", "xlsx"),
    "securities_insurance": Plan(200_000, "adult", "utf-8", favour=0.06, is_asset=True, days=15),
    "businesses": Plan(60_000, "worker", "xlsx", favour=0.08, is_asset=True, days=17),
    "pensions": Plan(900_000, "elder", "gb18030", months=12, days=12),
    "contributions": Plan(630_000, "worker", "utf-8", favour=0.3, months=6, days=12),
    "settlements": Plan(420_000, "anyone", "gb18030", favour=1.5),
    "enrolment": Plan(80_000, "pupil", "xlsx", is_once=True, days=20),
    "deaths": Plan(3_500, "elder", "xlsx", favour=0.5, is_once=True, days=8),
    "illnesses": Plan(5_000, "adult", "xlsx", favour=20, is_once=True, days=8),
    "certificates": Plan(18_000, "anyone", "xlsx", favour=8, is_once=True, days=15),
    "payroll": Plan(150_000, "worker", "xlsx", favour=0.03, months=12, is_asset=True, days=14),
    "subsidies": Plan(520_000, "adult", "gb18030", favour=1.2, days=14),
    "contracts": Plan(15_000, "worker", "xlsx", favour=0.1, is_asset=True, days=16),
    "public_rental": Plan(3_000, "adult", "xlsx", favour=3, days=19),
    "monitored_households": Plan(8_000, "anyone", "xlsx", favour=4, is_once=True, days=16),
    "machinery": Plan(15_000, "worker", "xlsx", favour=0.3, is_asset=True, days=18),
    "disaster_relief": Plan(4_000, "adult", "xlsx", days=17),
    "work_relief": Plan(12_000, "worker", "xlsx", favour=3, days=13),
    "hardship_workers": Plan(1_500, "worker", "xlsx", favour=0.5, days=20),
}
AGES: dict[Who, tuple[int, int]] = {
    "anyone": (0, 120),
    "adult": (18, 120),
    "worker": (18, 62),
    "elder": (60, 120),
    "pupil": (3, 22),
    "recipient": (0, 120),
}

"""What people are paid: pensions, pay, subsidies, work relief; and what is paid in for them. One function
adds one row (or one a month)."""

from __future__ import annotations

from decimal import Decimal

from sample_data import words
from sample_data.people import Person, Row
from sample_data.world import World


def pension(w: World, p: Person, amount: Decimal | int, months: int = 3, **values) -> list[Row]:
    """The last delivered months, all of the same amount, the newest first."""
    defaults = {"scheme": "employee", "amount": amount, "status": "paid"}
    return [w.add("pensions", p, {**defaults, "month": w.month(ago)}, values) for ago in range(1, months + 1)]


def resident_pension(w: World, p: Person, months: int = 2) -> list[Row]:
    """The pension of 城乡居民: mostly 基础养老金, which is no income."""
    basic = Decimal(w.rng.choice((168, 178, 188)))
    return pension(w, p, basic + w.money(8, 40), months, scheme="resident", basic_amount=basic)


def contribution(w: World, p: Person, months: int = 1, **values) -> list[Row]:
    insured_as = values.get("insured_as", "resident")
    employer = w.rng.choice(words.EMPLOYERS) if insured_as == "employee" else None
    defaults = {
        "employer": employer,
        "insured_as": insured_as,
        "base": Decimal(w.rng.randint(35, 60) * 100) if insured_as != "resident" else Decimal(200),
    }
    return [w.add("contributions", p, {**defaults, "month": w.month(ago)}, values) for ago in range(1, months + 1)]


def payroll(w: World, p: Person, position: str, pay: Decimal | int, months: int = 3, **values) -> list[Row]:
    is_village = position in ("village_cadre", "public_welfare_post")
    employer = p.hukou.village + "村民委员会" if is_village and p.hukou else w.rng.choice(words.PUBLIC_EMPLOYERS)
    return [
        w.add(
            "payroll", p, {"employer": employer, "position": position, "gross_pay": pay, "month": w.month(ago)}, values
        )
        for ago in range(1, months + 1)
    ]


def subsidy(w: World, p: Person, item: str, amount: Decimal | int, **values) -> Row:
    return w.add(
        "subsidies",
        p,
        {"item": item, "amount": amount, "paid_on": w.days_ago(40, 320), "account": "6217" + w.serial("account", 12)},
        values,
    )


def work_relief(w: World, p: Person, paid: Decimal | int, **values) -> Row:
    return w.add(
        "work_relief",
        p,
        {
            "project": w.rng.choice(words.PROJECTS),
            "days": w.rng.randint(10, 60),
            "paid": paid,
            "paid_on": w.days_ago(40, 320),
        },
        values,
    )

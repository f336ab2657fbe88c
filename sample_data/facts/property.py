"""What people own: vehicles, dwellings, deposits, businesses, contracts, machines. One function
adds one row (or one a month)."""

from __future__ import annotations

from decimal import Decimal

from sample_data import words
from sample_data.damage import Verbatim
from sample_data.people import Person, Row
from sample_data.world import World

PINYIN_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def vehicle(w: World, p: Person, **values) -> Row:
    plate = "澜" + w.rng.choice(PINYIN_LETTERS) + w.serial("plate", 6)
    return w.add(
        "vehicles",
        p,
        {
            "plate_class": "02",
            "plate_number": plate,
            "brand": w.rng.choice(words.BRANDS),
            "use": "private",
            "first_registered_on": w.days_ago(200, 4000),
            "status": "active",
        },
        values,
    )


def motorcycle(w: World, p: Person, **values) -> Row:
    return vehicle(
        w,
        p,
        **{"plate_class": w.rng.choice(("07", "07", "08", "13")), "brand": w.rng.choice(words.MOTORCYCLES), **values},
    )


def real_estate(w: World, p: Person, **values) -> Row:
    number = w.serial("unit", 9)
    where = (
        f"{words.COUNTY}{next(iter(w.villages))}幸福路{number[:3].lstrip('0') or '1'}号{number[3:5]}栋{number[5:]}室"
    )
    if values.get("use") == "homestead" and p.hukou:
        where = f"{p.hukou.address}院落{number[:3]}"
    return w.add(
        "real_estate",
        p,
        {
            "unit_number": f"990122001001GB00001F{number}",
            "certificate": f"澜（2019）不动产权第{number}号",
            "location": where,
            "floor_area_sqm": w.rng.randint(60, 110),
            "use": "dwelling",
            "co_ownership": "单独所有",
            "registered_on": w.days_ago(500, 4000),
            "status": "current",
        },
        values,
    )


def deposit(w: World, p: Person, balance: Decimal | int | Verbatim, /, **values) -> Row:
    return w.add(
        "deposits",
        p,
        {
            "bank": w.rng.choice(words.BANKS),
            "account": "6228" + w.serial("account", 12),
            "account_type": w.rng.choice(("活期", "定期", "一卡通")),
            "balance": balance,
            "currency": w.rng.choice(("人民币", None)),
            "queried_on": w.days_ago(24, 28),
        },
        values,
    )


def deposit_flag(w: World, p: Person, **values) -> Row:
    return w.add(
        "deposit_flags",
        p,
        {"is_person_over": False, "is_household_over": False, "queried_on": w.days_ago(24, 28)},
        values,
    )


def security(w: World, p: Person, value: Decimal | int, **values) -> Row:
    return w.add(
        "securities_insurance",
        p,
        {
            "product": "fund",
            "institution": w.rng.choice(words.INSTITUTIONS),
            "value": value,
            "queried_on": w.days_ago(24, 28),
        },
        values,
    )


def business(w: World, p: Person, **values) -> Row:
    number = w.serial("business", 8)
    return w.add(
        "businesses",
        p,
        {
            "uscc": f"91990122MA{number[:7]}{PINYIN_LETTERS[int(number[7])]}",
            "enterprise": f"澜川{w.rng.choice('兴盛源隆泰和')}{w.rng.choice('达丰农通')}商行",
            "kind": "sole_trader",
            "role": "legal_representative",
            "subscribed_capital": Decimal(20_000),
            "founded_on": w.days_ago(400, 3000),
            "status": "active",
        },
        values,
    )


def contract(w: World, p: Person, **values) -> Row:
    number = w.serial("contract", 8)
    return w.add(
        "contracts",
        p,
        {
            "contract_number": "WQ" + number,
            "location": f"{words.COUNTY}城关镇锦绣花园{number[:2]}栋{number[2:6]}室",
            "floor_area_sqm": 88,
            "price": Decimal(420_000),
            "signed_on": w.days_ago(60, 240),
            "status": "active",
            "purpose": "market",
        },
        values,
    )


def public_rental(w: World, p: Person, **values) -> Row:
    return w.add(
        "public_rental",
        p,
        {
            "location": f"保障小区{w.serial('rental', 4)}室",
            "monthly_subsidy": Decimal(w.rng.randint(8, 20) * 10),
            "started_on": w.days_ago(300, 1500),
        },
        values,
    )


def machinery(w: World, p: Person, **values) -> Row:
    return w.add(
        "machinery",
        p,
        {
            "machine": w.rng.choice(words.MACHINES),
            "plate_number": "澜农" + w.serial("machine", 6),
            "price": Decimal(w.rng.randint(20, 90) * 100),
            "bought_on": w.days_ago(200, 2500),
        },
        values,
    )

"""Random counties of canonical rows, with every match given: small, dense, and rude to every rule at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from schemas.identity import check_digit
from schemas.model import Column, catalog

AS_OF = date(2026, 3, 31)
CONSTANTS = {
    "kinds": ["视力一级;肢体三级", "智力", "精神三级", "肢体", "听力二级"],
    "item": ["粮食直补", "高龄津贴", "残疾人护理补贴", "农机补贴"],
}
PLACES = ["镇原小区1幢101", "镇原小区１幢101", "东街 2号", "东街2号", "西街3号"]


@dataclass
class RandomCounty:
    """rows: dataset -> canonical rows; ties and conflicts: (dataset, file, sheet, row, party) ->
    (resident_id, tier) or resident_id."""

    rows: dict[str, list[dict]] = field(default_factory=dict)
    ties: dict[tuple, tuple[str, str]] = field(default_factory=dict)
    conflicts: dict[tuple, str] = field(default_factory=dict)
    delivered: dict[str, date | None] = field(default_factory=dict)
    people: list[str] = field(default_factory=list)


def resident_id(birth: str, serial: int) -> str:
    """A valid ID of the division 990000, which no real person has."""
    body = f"990000{birth}{serial:03d}"
    return body + check_digit(body)


def _value(random: Random, column: Column, spread: int):
    if not column.required and random.random() < 0.3:
        return None
    if column.name in CONSTANTS:
        return random.choice(CONSTANTS[column.name])
    if column.name == "location":
        return random.choice(PLACES)
    if column.name == "currency":
        return random.choice([None, "人民币", "CNY", "美元"])
    if column.name in ("level", "disability_level"):
        return (
            random.choice([None, "一级", "二级", "3", "四级"])
            if column.type == "text"
            else random.choice(list(column.codes))
        )
    if column.name == "benefit_class":
        return random.choice([None, "A类", "b", "三类", "四类 A", "其他"])
    match column.type:
        case "code":
            return random.choice(list(column.codes))
        case "bool":
            return random.random() < 0.5
        case "money":
            return Decimal(random.choice([0, 100, 550, 600, 5000, 13200, 20000])) + Decimal(
                random.choice(["0", "0", "0.01"])
            )
        case "number":
            return Decimal(random.randint(1, 120))
        case "int":
            return random.randint(0, 5)
        case "month":
            return date(
                random.choice([2025, 2025, 2026]),
                random.randint(1, 12) if random.random() < 0.5 else random.randint(1, 3),
                1,
            )
        case "date":
            return AS_OF - timedelta(days=random.choice([0, 0, 30, 90, 181, 182, 365, 364]) + random.randint(0, 200))
    return f"t{random.randint(0, spread)}"


def random_county(seed: int, households: int = 40, rows_each: int = 40) -> RandomCounty:
    """One county: about `households` households (a fifth of them applications) and rows_each
    rows in every delivered dataset."""
    random = Random(seed)
    county = RandomCounty()
    county.people = list(
        dict.fromkeys(
            resident_id(f"{random.randint(1940, 2024)}{random.randint(1, 12):02d}{random.randint(1, 28):02d}", i % 1000)
            for i in range(households * 5)
        )
    )
    tidy = random.random() < 0.5  # half the counties are calm enough that the later lines of the decision are reached
    for dataset in catalog().datasets.values():
        if dataset.name.startswith(("roster_", "application_")):
            continue
        if random.random() < 0.05:
            continue
        observed_on = AS_OF - timedelta(days=random.choice([3, 3, 3, 3, 45, 46]))
        county.delivered[dataset.name] = observed_on
        county.rows[dataset.name] = []
        seen: set[tuple] = set()  # a row that would merge into another person's row is no test of the policy
        for i in range(random.choice([0, rows_each // 8]) if tidy and random.random() < 0.6 else rows_each):
            row = {c.name: _value(random, c, rows_each) for c in dataset.columns.values()}
            row.update(file=f"{dataset.name}.csv", sheet="", row=i + 2, observed_on=observed_on)
            whose = [random.choice(county.people[: households * 4]) for _ in dataset.parties]
            for party, columns in enumerate(dataset.parties, 1):
                who = whose[party - 1]
                if columns.id_column:
                    row[columns.id_column] = who + ("41" if dataset.name == "certificates" else "")
            key = next((k for k in dataset.keeps if any(c in k for p in dataset.parties for c in p.id_columns)), ())
            if key and tuple(row[k] for k in key) in seen:
                continue
            seen.add(tuple(row[k] for k in key))
            for party, who in enumerate(whose, 1):
                chance = random.random()
                key = (dataset.name, row["file"], "", row["row"], party)
                if chance < 0.9:
                    county.ties[key] = (who, random.choice(["T1", "T1", "T1", "T1", "T2", "T3", "T4"]))
                elif chance < 0.93:
                    county.conflicts[key] = who
            if dataset.name in ("exemptions", "kin_filings"):
                row["household_id"] = f"H{random.randint(0, households):04d}"
            if dataset.name == "exemptions":
                row["finding_code"] = random.choice(["P01", "P02", "I01", "全部", "S01", "S10"])
                row["valid_until"] = AS_OF + timedelta(days=random.choice([-1, 0, 30]))
            county.rows[dataset.name].append(row)
    _families(county, random, households, tidy)
    if random.random() < 0.6:
        county.rows.pop("authorizations", None)
        county.delivered.pop("authorizations", None)
    elif tidy and "authorizations" in county.rows:
        county.rows["authorizations"] = [
            dict(
                resident_id=p,
                name="x",
                signed_on=AS_OF - timedelta(days=9),
                valid_until=None,
                file="authorizations.csv",
                sheet="",
                row=i + 2,
                observed_on=AS_OF,
            )
            for i, p in enumerate(county.people)
            if random.random() < 0.97
        ]
    return county


def _families(county: RandomCounty, random: Random, households: int, tidy: bool) -> None:
    datasets = catalog().datasets
    for name in ("roster_households", "roster_members", "application_households", "application_members"):
        county.rows[name] = []
        county.delivered[name] = AS_OF
    for h in range(households):
        members = county.people[h * 2 : h * 2 + random.randint(1, 3)]
        register = "application" if h > households * 0.8 else "roster"
        row = {c.name: _value(random, c, 5 * households) for c in datasets[f"{register}_households"].columns.values()}
        row.update(household_id=f"H{h:04d}", head_id=members[0], file="h.csv", sheet="", row=h + 2, observed_on=AS_OF)
        if tidy:
            row.update(household_size=len(members), covered_size=1, last_review=date(2026, 3, 1), bank_account=f"a{h}")
            if random.random() < 0.8:
                row["declared_annual_income"] = Decimal(random.choice([0, 1000, 6000]))
        county.rows[f"{register}_households"].append(row)
        for j, member in enumerate(members):
            row = {c.name: _value(random, c, households) for c in datasets["roster_members"].columns.values()}
            row.update(
                household_id=f"H{h:04d}",
                head_id=members[0],
                resident_id=member,
                relation="head" if j == 0 else "child",
                file="m.csv",
                sheet="",
                row=h * 10 + j + 2,
                observed_on=AS_OF,
            )
            if tidy and random.random() < 0.8:
                row.update(is_disabled=False, health="good", disability_level=None)
            county.rows[f"{register}_members"].append(row)

"""One array per column of a dataset. What is not told apart here is drawn by the type of the column, so
that a new column needs no line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from bench.batch.people import AS_OF
from sample_data.plain import RANGES
from schemas.model import Column

Values = Sequence[object] | pl.Series | np.ndarray

BANKS = ("澜川农商银行", "北河村镇银行", "西岭商业银行", "通川储蓄银行")
EMPLOYERS = ("澜川县第三建筑公司", "北河食品厂", "云台水泥厂", "兴隆商贸公司", "顺路物流公司", "白杨服装厂")
_SUBSIDIES = (
    "耕地地力保护补贴",
    "退耕还林补助",
    "草原生态补奖",
    "高龄津贴",
    "残疾人两项补贴",
    "农村低保金",
    "优待抚恤金",
)
_TODAY = np.datetime64(AS_OF)


@dataclass(frozen=True)
class Draw:
    """The people a dataset's rows are about, one row each, and what the values are drawn with. month: of
    rows that stand once a month."""

    rng: np.random.Generator
    people: pl.DataFrame
    month: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.people)

    @property
    def is_assisted(self) -> np.ndarray:
        return (self.people["register"] != "").to_numpy()

    def days_ago(self, least: int, most: int) -> np.ndarray:
        return _TODAY - self.rng.integers(least, most + 1, len(self))

    def of(self, *values: str, shares: tuple[float, ...] | None = None) -> np.ndarray:
        return np.array(values, dtype=object)[self.rng.choice(len(values), len(self), p=shares)]

    def serial(self, prefix: str, digits: int = 9) -> pl.Series:
        """Numbers that no other row has, in no order."""
        numbers = pl.Series(self.rng.permutation(len(self)) + self.rng.integers(1, 9) * 10 ** (digits - 1))
        return prefix + numbers.cast(pl.String)

    def money(self, median: float, spread: float = 0.8, recipients: float = 1.0) -> np.ndarray:
        """Amounts around a median; that of people on assistance is `recipients` times it."""
        middle = np.where(self.is_assisted, median * recipients, median)
        return np.round(middle * np.exp(spread * self.rng.standard_normal(len(self))), 2)

    def sometimes(self, share: float, values: Values) -> pl.Series:
        """The values in a share of the rows, empty in the others."""
        kept = pl.Series(values)
        return kept.zip_with(
            pl.Series(self.rng.random(len(self)) < share),
            pl.Series([None], dtype=kept.dtype).new_from_index(0, len(self)),
        )


def _settled(draw: Draw) -> np.ndarray:
    return draw.money(300, 1.25)


def _place(draw: Draw) -> pl.Series:
    return draw.people["address"] + draw.serial("房", 7)


def _carrying_id(prefix: str, ending: str) -> Callable[[Draw], pl.Series]:
    return lambda draw: prefix + draw.people["true_id"] + ending


SPECIAL: dict[str, Callable[[Draw], Values]] = {
    "registry.hukou_number": lambda d: d.people["hukou"],
    "registry.former_name": lambda d: d.people["former_name"],
    "deposits.bank": lambda d: d.of(*BANKS),
    "deposits.account": lambda d: d.serial("6228", 12),
    "deposits.balance": lambda d: d.money(9_000, 1.5, recipients=0.06),
    "deposits.currency": lambda d: d.sometimes(0.5, d.of("人民币")),
    "deposits.queried_on": lambda d: d.days_ago(12, 20),
    "deposit_flags.is_household_over": lambda d: d.rng.random(len(d)) < 0.02,
    "deposit_flags.is_person_over": lambda d: np.zeros(len(d), bool),
    "securities_insurance.value": lambda d: d.money(6_000, 1.4, recipients=0.2),
    "vehicles.plate_class": lambda d: d.of("02", "52", "07", "13", "01", shares=(0.5, 0.05, 0.3, 0.13, 0.02)),
    "vehicles.plate_number": lambda d: d.serial("澜A", 8),
    "vehicles.status": lambda d: d.of("active", "overdue", "cancelled", "scrapped", shares=(0.8, 0.1, 0.05, 0.05)),
    "vehicles.use": lambda d: d.of("private", "commercial", "disabled", shares=(0.93, 0.06, 0.01)),
    "real_estate.unit_number": lambda d: d.serial("990122001001GB00001F", 9),
    "real_estate.certificate": lambda d: d.serial("澜不动产权第", 9),
    "real_estate.location": _place,
    "real_estate.floor_area_sqm": lambda d: d.rng.integers(50, 150, len(d)).astype(float),
    "real_estate.use": lambda d: d.of("dwelling", "homestead", "parking", "storage", "commercial", shares=(0.55, 0.33, 0.07, 0.03, 0.02)),
    "real_estate.status": lambda d: d.of("current", "historical", shares=(0.9, 0.1)),
    "businesses.uscc": lambda d: d.serial("92990122MA", 8),
    "businesses.enterprise": lambda d: d.serial("澜川县第", 6) + "号商行",
    "businesses.kind": lambda d: d.of("sole_trader", "company", "cooperative", shares=(0.7, 0.15, 0.15)),
    "businesses.role": lambda d: d.of("legal_representative", "shareholder", "executive", "member", shares=(0.7, 0.1, 0.1, 0.1)),
    "businesses.subscribed_capital": lambda d: d.money(50_000, 1.0),
    "businesses.status": lambda d: d.of("active", "revoked", "cancelled", shares=(0.7, 0.1, 0.2)),
    "pensions.scheme": lambda d: np.where(d.people["is_insured"].to_numpy(), "employee", "resident"),
    "pensions.amount": lambda d: np.where(d.people["is_insured"].to_numpy(), 2_600.0, 148.0) + d.people["whim"].to_numpy(),
    "pensions.basic_amount": lambda d: pl.Series(np.where(d.people["is_insured"].to_numpy(), np.nan, 103.0)).fill_nan(None),
    "pensions.status": lambda d: d.of("paid", "suspended", shares=(0.99, 0.01)),
    "contributions.employer": lambda d: d.of(*EMPLOYERS),
    "contributions.insured_as": lambda d: np.where(d.is_assisted & (d.people["whim"].to_numpy() < 38), "resident", "employee"),
    "contributions.base": lambda d: 3_000.0 + 10 * d.people["whim"].to_numpy(),
    "settlements.settlement_number": lambda d: d.serial("JS", 9),
    "settlements.settled_on": lambda d: d.days_ago(11, 500),
    "settlements.out_of_pocket": _settled,
    "settlements.total": lambda d: d.money(900, 1.0),
    "enrolment.student_number": _carrying_id("G", ""),
    "enrolment.stage": lambda d: np.select(
        [d.people["age"].to_numpy() < top for top in (6, 12, 15, 18)], ["kindergarten", "primary", "junior", "senior"], "undergraduate"
    ),
    "enrolment.status": lambda d: d.of("enrolled", "suspended", "left", shares=(0.985, 0.005, 0.01)),
    "enrolment.annual_fee": lambda d: d.sometimes(0.2, d.money(4_000, 0.4)),
    "enrolment.guardian_id": lambda d: d.people["guardian"],
    "enrolment.guardian_name": lambda d: pl.Series([None], dtype=pl.String).new_from_index(0, len(d)),
    "illnesses.kind": lambda d: d.of("serious_illness", "severe_mental", shares=(0.8, 0.2)),
    "illnesses.risk_level": lambda d: d.rng.integers(0, 5, len(d)),
    "certificates.certificate_number": _carrying_id("", "43"),
    "certificates.kinds": lambda d: d.of("肢体", "视力", "听力", "智力", "精神"),
    "certificates.level": lambda d: d.of("一级", "二级", "三级", "四级", shares=(0.04, 0.08, 0.38, 0.5)),
    "certificates.valid_until": lambda d: d.days_ago(-3_000, -30),
    "certificates.status": lambda d: d.of("valid", "cancelled", shares=(0.97, 0.03)),
    "payroll.position": lambda d: np.where(d.is_assisted, "public_welfare_post", "institution"),
    "payroll.gross_pay": lambda d: np.where(d.is_assisted, 700.0, 5_200.0) + d.people["whim"].to_numpy(),
    "subsidies.item": lambda d: d.of(*_SUBSIDIES),
    "subsidies.amount": lambda d: d.money(160, 0.7),
    "contracts.contract_number": lambda d: d.serial("HT", 8),
    "contracts.location": _place,
    "contracts.status": lambda d: d.of("active", "cancelled", shares=(0.9, 0.1)),
    "registry_changes.change": lambda d: d.of("move_in", "move_out", "birth", "death", shares=(0.4, 0.35, 0.15, 0.1)),
    "monitored_households.is_risk_removed": lambda d: d.rng.random(len(d)) < 0.8,
    "monitored_households.monitored_household_id": lambda d: d.people["hukou"],
    "machinery.price": lambda d: d.money(9_000, 0.9),
    "platform_alerts.alert_number": lambda d: d.serial("PT", 7),
    "outreach.is_urgent": lambda d: d.rng.random(len(d)) < 0.1,
    "authorizations.signed_on": lambda d: d.days_ago(30, 300),
    "authorizations.valid_until": lambda d: d.sometimes(0.5, d.days_ago(-500, -30)),
    "temporary_aid.papers_completed_on": lambda d: d.sometimes(0.9, d.days_ago(1, 20)),
    "exemptions.finding_code": lambda d: d.of("P01", "P02", "P03", "全部"),
    "exemptions.valid_until": lambda d: d.days_ago(-400, 100),
    "roster_households.bank_account": lambda d: d.serial("6217", 12),
    "roster_households.benefit_class": lambda d: d.of("A类", "B类", "C类", shares=(0.5, 0.4, 0.1)),
    "roster_households.last_review": lambda d: _months(d.days_ago(20, 130)),
    "roster_households.started_month": lambda d: _months(d.days_ago(400, 3_000)),
    "roster_households.declared_financial_assets": lambda d: d.money(800, 0.8),
    "household.programme": lambda d: np.where(
        (d.people["hukou_kind"] == "urban").to_numpy(),
        d.of("urban_dibao", "near_dibao", shares=(0.85, 0.15)), d.of("rural_dibao", "tekun", "near_dibao", "rigid_expense", shares=(0.7, 0.1, 0.15, 0.05)),
    ),
    "household.household_size": lambda d: d.people["size"].cast(pl.Int32),
    "household.covered_size": lambda d: d.people["size"].cast(pl.Int32),
    "household.monthly_benefit": lambda d: d.money(420, 0.3) * d.people["size"].to_numpy(),
    "household.declared_annual_income": lambda d: np.round(d.rng.uniform(800, 4_500, len(d)) * d.people["size"].to_numpy()),
    "household.cause": lambda d: d.of("因病", "因残", "缺劳动力", "因学", "年老", "因灾"),
    "member.annual_income": lambda d: np.round(d.rng.uniform(0, 3_000, len(d))),
    "member.is_covered": lambda d: np.ones(len(d), bool),
    "member.is_disabled": lambda d: np.zeros(len(d), bool),
    "member.labour": lambda d: np.where((d.people["age"].to_numpy() > 60) | (d.people["age"].to_numpy() < 16), "none", "full"),
    "member.health": lambda d: d.of("good", "fair", shares=(0.8, 0.2)),
    "member.disability_level": lambda d: pl.Series([None], dtype=pl.String).new_from_index(0, len(d)),
}  # fmt: skip
_OWN = ("household_id", "phone", "address", "township", "village", "relation", "hukou_kind", "former_name")


def _months(days: np.ndarray) -> np.ndarray:
    return days.astype("datetime64[M]").astype("datetime64[D]")


def value(dataset: str, group: str, column: Column, draw: Draw) -> Values:
    """The values of one column, as a series or an array in the column's own type; `group` shares values
    between datasets of one shape."""
    known = SPECIAL.get(f"{dataset}.{column.name}") or SPECIAL.get(f"{group}.{column.name}")
    if known is not None:
        return known(draw)
    if column.name in _OWN:
        return draw.people[column.name]
    if column.name == "birth_date":
        return draw.people["birth"]
    if draw.month is not None and column.type == "month":
        return draw.month
    return _by_type(column, draw)


def _by_type(column: Column, draw: Draw) -> Values:
    match column.type:
        case "name":
            return draw.people["name"]
        case "id":
            return draw.people["id_text"]
        case "date":
            return draw.days_ago(*RANGES["date"])
        case "month":
            return _months(draw.days_ago(*RANGES["month"]))
        case "money":
            return draw.money(600)
        case "number":
            return draw.rng.integers(*RANGES["number"], len(draw), endpoint=True).astype(float)
        case "int":
            return draw.rng.integers(*RANGES["int"], len(draw), endpoint=True)
        case "bool":
            return draw.rng.random(len(draw)) < 0.1
        case "code":
            return draw.of(*column.codes)
    return draw.of(*(f"{column.title}{number}" for number in range(RANGES["text"][0], RANGES["text"][1] + 1)))


def last_months(count: int) -> list[date]:
    """The first days of the newest months that can have been paid, the newest first."""
    year, month = AS_OF.year, AS_OF.month
    return [date(year + (month - 1 - back) // 12, (month - 1 - back) % 12 + 1, 1) for back in range(1, count + 1)]

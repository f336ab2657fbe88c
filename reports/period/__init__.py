"""The figures of a period over all its batches, per township and for the county: 户 is not 户次, every rate has its
denominator, and it is reconciled.

Households and persons are distinct over the period (counted from mart.households and mart.members), household-times and
person-times are one per batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb

from reports.shared import labels
from reports.shared.batch_files import Row, fetch
from reports.shared.columns import Column
from reports.shared.workbook import Book
from reports.statistics import checks

COUNTY = "全县"
# Measure → which of its counts are shown, in the order of the table: 户 households, 户次, 人 persons, 人次,
# 条 cases or leads, 元 amount.
MEASURES: dict[str, tuple[str, ...]] = {
    "核对户次": ("户次",), "核对人次": ("人次",), "在册户、人": ("户", "人"), "申请户、人": ("户", "人"), "疑点户": ("户",), "疑点（案件）": ("条",),
    "下发或已答复疑点": ("条",), "已办结疑点": ("条",), "有结论疑点": ("条",), "属实疑点": ("条",), "拟退出": ("户", "人"), "确认退出": ("户", "人"),
    "拟渐退": ("户", "人"), "给予渐退": ("户", "人"), "拟调整": ("户", "人"), "确认调整": ("户", "人"), "复核": ("户", "人"), "豁免": ("户", "人"),
    "不予确认": ("户", "人"), "拟新增线索": ("条",), "其中急难线索": ("条",), "期末月保障金": ("户", "元"),
}  # fmt: skip
_COUNTS = {
    "户": "households",
    "条": "households",
    "户次": "household_times",
    "人": "persons",
    "人次": "person_times",
    "元": "amount",
}
# Rate → numerator, denominator.
RATES = {
    "检出率（疑点户÷在册户）": ("疑点户", "在册户、人"),
    "办结率（已办结÷下发或已答复）": ("已办结疑点", "下发或已答复疑点"),
    "属实率（属实÷有结论）": ("属实疑点", "有结论疑点"),
    "确认退出率（确认退出户÷拟退出户）": ("确认退出", "拟退出"),
}
FIGURES = (
    Column("乡镇", cap=14, of="township"),
    Column("指标", cap=34, of="measure"),
    Column("户数", "int", cap=10, of="户"),
    Column("户次", "int", cap=10, of="户次"),
    Column("人数", "int", cap=10, of="人"),
    Column("人次", "int", cap=10, of="人次"),
    Column("条数", "int", cap=10, of="条"),
    Column("金额（元）", "money", cap=16, of="元"),
    Column("分子", "int", cap=10, of="numerator"),
    Column("分母", "int", cap=10, of="denominator"),
    Column("比率", "rate", cap=10, of="rate"),
)
_MOVED = {
    "期初户": "opening_households", "期初人": "opening_persons", "新增户": "in_households", "新增人": "in_persons", "减少户": "out_households",
    "减少人": "out_persons", "户内增减人": "changed_persons", "期末户": "closing_households", "期末人": "closing_persons",
}  # fmt: skip
MOVEMENTS = (
    Column("乡镇", cap=14, of="township"),
    Column("救助类型", cap=20, of="programme", wording=labels.programme),
    *(Column(title, "int", cap=10, of=field) for title, field in _MOVED.items()),
)
BATCHES = (
    Column("批次序号", "int", cap=8, of="batch_number"),
    Column("批次号", "code", cap=24, of="batch_id"),
    Column("批次类型", cap=12, of="kind", wording=labels.BATCH_KINDS),
    Column("基准日", "date", cap=12, of="as_of"),
    Column("核对户数", "int", cap=10, of="households"),
    Column("核对人数", "int", cap=10, of="persons"),
)


@dataclass(frozen=True)
class Period:
    """`figures`: (township or 全县, measure) → row; `checks` as on the 勾稽 sheet of a batch."""

    first: date
    last: date
    batches: Sequence[Row]
    figures: dict[tuple[str, str], Row]
    movements: Sequence[Row]
    checks: Sequence[Row]

    @property
    def townships(self) -> list[str]:
        return sorted({township for township, _ in self.figures if township != COUNTY})

    @property
    def failed(self) -> list[Row]:
        return [row for row in self.checks if checks.is_failing(row)]

    def count(self, measure: str, of: str, township: str = COUNTY) -> int | Decimal:
        """A count of a measure (户, 户次, 人, 人次, 条, 元); 0 where nothing was counted."""
        row = self.figures.get((township, measure))
        return (row[_COUNTS[of]] or 0) if row else 0

    def rate(self, name: str, township: str = COUNTY) -> tuple[int | Decimal, int | Decimal, float | Decimal | None]:
        """Numerator, denominator, and their quotient (None when nothing stands below)."""
        numerator, denominator = (self.count(measure, MEASURES[measure][0], township) for measure in RATES[name])
        return numerator, denominator, numerator / denominator if denominator else None


def gather(con: duckdb.DuckDBPyConnection, first: date | None = None, last: date | None = None) -> Period:
    """The batches with `first` ≤ as_of ≤ `last`. Raises LookupError when there is none."""
    batches = fetch(
        con, "SELECT * FROM mart.batches WHERE as_of >= coalesce($first, as_of) AND as_of <= coalesce($last, as_of) ORDER BY batch_number",
        first=first, last=last,
    )  # fmt: skip
    if not batches:
        raise LookupError("no batch has its assessment date in this period")
    numbers = {"batches": [row["batch_number"] for row in batches]}
    figures = {(row["township"] or COUNTY, row["measure"]): row for row in _query(con, "figures", **numbers)}
    movements = _query(con, "movements", **numbers)
    pairs = [(row["item"], row["left_value"], row["right_value"]) for row in _query(con, "checks", **numbers)]
    period = Period(
        first or min(row["as_of"] for row in batches), last or max(row["as_of"] for row in batches), batches, figures, movements, ()
    )  # fmt: skip
    return replace(period, checks=checks.rows([*pairs, *_within(period)]))


def _query(con: duckdb.DuckDBPyConnection, name: str, **parameters: Any) -> list[Row]:
    return fetch(con, files("reports").joinpath("period", f"{name}.sql").read_text(encoding="utf-8"), **parameters)


def _within(period: Period) -> list[tuple[str, Any, Any]]:
    """Checks between the parts of the period's own tables."""
    pairs = [
        (
            f"各乡镇{measure}之和＝全县{measure}",
            sum(period.count(measure, of, township) for township in period.townships),
            period.count(measure, of),
        )
        for measure, of in (("核对户次", "户次"), ("核对人次", "人次"), ("期末月保障金", "元"))
    ]
    pairs.append(
        (
            "期末名册户数（移动表）＝期末月保障金户数",
            sum(row["closing_households"] for row in period.movements),
            period.count("期末月保障金", "户"),
        )
    )
    for row in period.movements:
        place = f"{row['township']} {labels.programme(row['programme'])}"
        households = row["opening_households"] + row["in_households"] - row["out_households"]
        pairs.append((f"期初户＋新增户−减少户＝期末户：{place}", households, row["closing_households"]))
        persons = row["opening_persons"] + row["in_persons"] - row["out_persons"] + row["changed_persons"]
        pairs.append((f"期初人＋新增人−减少人＋户内增减＝期末人：{place}", persons, row["closing_persons"]))
    smaller = [
        ("户数不多于户次", "在册户、人", "户", "核对户次", "户次"),
        ("人数不多于人次", "在册户、人", "人", "核对人次", "人次"),
        ("已办结不多于下发或已答复", "已办结疑点", "条", "下发或已答复疑点", "条"),
        ("属实不多于有结论", "属实疑点", "条", "有结论疑点", "条"),
    ]
    places = [COUNTY, *period.townships]
    for item, less, of_less, more, of_more in smaller:
        pairs.append(
            (
                f"{item}：相符范围数＝范围数",
                sum(period.count(less, of_less, p) <= period.count(more, of_more, p) for p in places),
                len(places),
            )
        )
    return pairs


def sentence(period: Period) -> str:
    """The figures as they go into a report to the county."""

    def said(measure: str, of: str) -> str:
        return labels.amount(period.count(measure, of))

    stopped = labels.amount(period.count("确认退出", "户") + period.count("不予确认", "户"))
    persons = labels.amount(period.count("确认退出", "人") + period.count("不予确认", "人"))
    done, asked, rate = period.rate("办结率（已办结÷下发或已答复）")
    completion = (
        f"{100 * rate:.1f}%（{labels.amount(done)}/{labels.amount(asked)}）"
        if rate is not None
        else "—（没有下发的疑点）"
    )
    return (
        f"{period.first} 至 {period.last}，共开展核对 {len(period.batches)} 批次、{said('核对户次', '户次')} 户次、{said('核对人次', '人次')} 人次，"
        f"涉及在册 {said('在册户、人', '户')} 户、{said('在册户、人', '人')} 人，申请 {said('申请户、人', '户')} 户；"
        f"不予确认和停发 {stopped} 户、{persons} 人（停发 {said('确认退出', '户')} 户，不予确认 {said('不予确认', '户')} 户）；"
        f"发现拟新增线索 {said('拟新增线索', '条')} 条；疑点办结率 {completion}。"
    )


def _lines(period: Period, township: str) -> list[Row]:
    """The measures and the rates of one township (or 全县)."""
    blank = dict.fromkeys((*_COUNTS, "numerator", "denominator", "rate"))
    counted: list[Row] = [
        {"measure": measure, **{count: period.count(measure, count, township) for count in of}}
        for measure, of in MEASURES.items()
    ]
    for name in RATES:
        numerator, denominator, rate = period.rate(name, township)
        counted.append({"measure": name, "numerator": numerator, "denominator": denominator, "rate": rate})
    return [{"township": township, **blank, **row} for row in counted]


def save(period: Period, path: Path) -> Path:
    """The workbook of the period."""
    book = Book(
        f"社会救助核对统计（{period.first} 至 {period.last}）",
        period.last,
        "户数、人数在期内去重，户次、人次按每批每户每人计一次；比率＝分子÷分母",
    )
    total = {field: sum(row[field] for row in period.movements) for field in _MOVED.values()}
    book.sheet(COUNTY, FIGURES, _lines(period, COUNTY))
    book.sheet("按乡镇", FIGURES, [line for township in period.townships for line in _lines(period, township)])
    book.sheet("期初期末", MOVEMENTS, [*period.movements, {"township": "合计", "programme": None, **total}])
    book.sheet("批次", BATCHES, period.batches)
    book.sheet("勾稽", checks.COLUMNS, period.checks, is_failing=checks.is_failing)
    book.facts("说明", {"本期情况": sentence(period), "说明": labels.NOTE})
    return book.save(path)

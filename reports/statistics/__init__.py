"""批次统计: one workbook per batch: the county, its townships, villages and departments, findings, leads,
deliveries, and the self-checks."""

from __future__ import annotations

from typing import Any

from reports.shared import labels
from reports.shared.batch_files import BatchFiles, Row
from reports.shared.columns import Column
from reports.statistics import checks, measures

REPORT = "批次统计"
_SCOPES = {"county": "总览", "township": "按乡镇", "village": "按村", "department": "按部门"}


def _rate(title: str, numerator: str, denominator: str) -> Column:
    return Column(title, "rate", cap=10, of=lambda row, _: measures.quotient(row[numerator], row[denominator]))


_FIGURES = (
    Column("指标", cap=34, of="measure"),
    Column("户数", "int", cap=12, of="households"),
    Column("户次", "int", cap=12, of="household_times"),
    Column("人数", "int", cap=12, of="persons"),
    Column("人次", "int", cap=12, of="person_times"),
    Column("数量或金额", "figure", cap=16, of="amount"),
    Column("单位", "code", cap=8, of="unit"),
    Column("比率口径", cap=30, of="made_of"),
    Column("分子", "figure", cap=12, of="numerator"),
    Column("分母", "figure", cap=12, of="denominator"),
    _rate("比率", "numerator", "denominator"),
)
FINDINGS = (
    Column("疑点代码", "code", cap=10, of="code"),
    Column("疑点类型", cap=20, of=lambda row, batch: batch.texts.finding(row["code"])),
    Column("疑点条数", "int", cap=10, of="findings"),
    Column("其中可拟退出", "int", cap=10, of="exits"),
    Column("其中可拟调整", "int", cap=10, of="adjusts"),
    Column("其中复核", "int", cap=10, of="reviews"),
    Column("首次", "int", cap=8, of="new"),
    Column("重复", "int", cap=8, of="repeated"),
    Column("加重", "int", cap=8, of="worsened"),
    Column("已答复不再提示", "int", cap=10, of="suppressed"),
    Column("豁免", "int", cap=8, of="exempted"),
    Column("分子（疑点户数）", "int", cap=12, of="households"),
    Column("分母（核对户数）", "int", cap=12, of="denominator"),
    _rate("检出率", "households", "denominator"),
)


def _counted(row: Row, batch: BatchFiles) -> str:
    return labels.said(batch.texts.signal_titles, row["value"]) if row["kind"] == "困难信号" else row["value"]


LEADS = (
    Column("分类", cap=14, of="kind"),
    Column("项目", cap=26, of=_counted),
    Column("分子（线索数）", "int", cap=12, of="leads"),
    Column("分母（全部线索）", "int", cap=12, of="denominator"),
    _rate("占比", "leads", "denominator"),
)
COVERAGE = (
    Column("部门", cap=14, of=lambda row, texts: texts.department(row["department"])),
    Column("数据集", cap=20, of="title"),
    Column("是否已报送", "code", cap=8, of="is_delivered", wording=labels.yes_no),
    Column("最近报送批次", "code", cap=16, of="delivered_in"),
    Column("采用文件数", "int", cap=8, of="files"),
    Column("读取行数", "int", cap=10, of="rows_read"),
    Column("采用行数", "int", cap=10, of="rows_accepted"),
    Column("隔离行数", "int", cap=10, of="rows_quarantined"),
    Column("合并重复行数", "int", cap=10, of="rows_merged"),
    Column("分子（采用行数）", "int", cap=11, of="rows_accepted"),
    Column("分母（读取行数）", "int", cap=11, of="rows_read"),
    _rate("采用率", "rows_accepted", "rows_read"),
    Column("数据截止日", "date", cap=12, of="observed_on"),
    Column("是否过期", "code", cap=8, of="is_stale", wording=labels.yes_no),
    Column("查询结果", cap=10, of="coverage", wording=labels.COVERAGE),
)


def _about(batch: BatchFiles) -> dict[str, Any]:
    about = batch.about
    return {
        "批次号": batch.batch_id,
        "批次类型": labels.said(labels.BATCH_KINDS, about["kind"]),
        "核对基准日": labels.day(about["as_of"]),
        "政策辖区": about["jurisdiction"],
        "政策版本": about["policy_version"],
        "核对户数": about["households"],
        "核对人数": about["persons"],
        "输入文件指纹": about["inputs_sha256"],
        "户与户次": "户数、人数去重计数；户次、人次按每批每户每人计一次",
        "比率": "比率＝分子÷分母，分母为零不计算",
        "说明": labels.NOTE,
    }


def write(batch: BatchFiles) -> None:
    """批次统计_<batch>.xlsx; written last, for it reconciles the lists with the tables."""
    stats = batch.query("statistics", "stats")
    book = batch.book(f"救助对象核对{REPORT}")
    for scope, sheet in _SCOPES.items():
        rows = measures.in_order([row for row in stats if row["scope"] == scope])
        named = batch.texts.department if scope == "department" else None
        place = (Column(labels.SCOPES[scope], cap=20, of="scope_name", wording=named),) if scope != "county" else ()
        book.sheet(sheet, (*place, *_FIGURES), [measures.figures(row) for row in rows])
    book.sheet("疑点", FINDINGS, batch.query_once("statistics", "findings"), batch)
    book.sheet("线索", LEADS, batch.query("statistics", "leads"), batch)
    book.sheet("数据到位", COVERAGE, batch.query_once("statistics", "coverage"), batch.texts)
    book.sheet("勾稽", checks.COLUMNS, checks.reconcile(batch), is_failing=checks.is_failing)
    book.facts("说明", _about(batch), caps=(18, 80))
    batch.save(book, batch.out / f"{REPORT}_{batch.file_batch}.xlsx", REPORT, len(stats))

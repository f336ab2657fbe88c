"""批次统计: one workbook per batch: the county, its townships, villages and departments, findings, leads, deliveries, and the self-checks."""

from __future__ import annotations

from typing import Any

from reports.shared import labels
from reports.shared.batch_files import BatchFiles, Row
from reports.shared.workbook import Column
from reports.statistics import checks, measures

REPORT = "批次统计"
_FIGURES = (
    Column("指标", cap=34),
    Column("户数", "int", cap=12),
    Column("户次", "int", cap=12),
    Column("人数", "int", cap=12),
    Column("人次", "int", cap=12),
    Column("数量或金额", "figure", cap=16),
    Column("单位", "code", cap=8),
    Column("比率口径", cap=30),
    Column("分子", "figure", cap=12),
    Column("分母", "figure", cap=12),
    Column("比率", "rate", cap=10),
)
_SCOPES = {"county": "总览", "township": "按乡镇", "village": "按村", "department": "按部门"}
FINDINGS = (
    Column("疑点代码", "code", cap=10),
    Column("疑点类型", cap=20),
    Column("疑点条数", "int", cap=10),
    Column("其中可拟退出", "int", cap=10),
    Column("其中可拟调整", "int", cap=10),
    Column("其中复核", "int", cap=10),
    Column("首次", "int", cap=8),
    Column("重复", "int", cap=8),
    Column("加重", "int", cap=8),
    Column("已答复不再提示", "int", cap=10),
    Column("豁免", "int", cap=8),
    Column("分子（疑点户数）", "int", cap=12),
    Column("分母（核对户数）", "int", cap=12),
    Column("检出率", "rate", cap=10),
)
LEADS = (
    Column("分类", cap=14),
    Column("项目", cap=26),
    Column("分子（线索数）", "int", cap=12),
    Column("分母（全部线索）", "int", cap=12),
    Column("占比", "rate", cap=10),
)
COVERAGE = (
    Column("部门", cap=14),
    Column("数据集", cap=20),
    Column("是否已报送", "code", cap=8),
    Column("最近报送批次", "code", cap=16),
    Column("采用文件数", "int", cap=8),
    Column("读取行数", "int", cap=10),
    Column("采用行数", "int", cap=10),
    Column("隔离行数", "int", cap=10),
    Column("合并重复行数", "int", cap=10),
    Column("分子（采用行数）", "int", cap=11),
    Column("分母（读取行数）", "int", cap=11),
    Column("采用率", "rate", cap=10),
    Column("数据截止日", "date", cap=12),
    Column("是否过期", "code", cap=8),
    Column("查询结果", cap=10),
)
ABOUT = (Column("项目", cap=18), Column("内容", cap=80))


def figures(row: Row) -> list[Any]:
    """One measure: its counts, its amount with the unit, and where it is a rate what that is made of."""
    return [row["measure"], *measures.counted(row), *measures.rate(row)]


def _about(batch: BatchFiles) -> list[list[Any]]:
    about = batch.about
    said = {
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
    return [[item, value] for item, value in said.items()]


def _finding(row: Row, batch: BatchFiles) -> list[Any]:
    states = [row[state] for state in ("new", "repeated", "worsened", "suppressed", "exempted")]
    rate = [row["households"], row["denominator"], measures.quotient(row["households"], row["denominator"])]
    return [
        row["code"],
        batch.texts.finding(row["code"]),
        row["findings"],
        row["exits"],
        row["adjusts"],
        row["reviews"],
        *states,
        *rate,
    ]


def _lead(row: Row, batch: BatchFiles) -> list[Any]:
    value = labels.said(batch.texts.signal_titles, row["value"]) if row["kind"] == "困难信号" else row["value"]
    return [row["kind"], value, row["leads"], row["denominator"], measures.quotient(row["leads"], row["denominator"])]


def _coverage(row: Row) -> list[Any]:
    return [
        labels.department(row["department"]),
        row["title"] or labels.dataset(row["dataset"]),
        labels.yes_no(row["is_delivered"]),
        row["delivered_in"],
        row["files"],
        row["rows_read"],
        row["rows_accepted"],
        row["rows_quarantined"],
        row["rows_merged"],
        row["rows_accepted"],
        row["rows_read"],
        measures.quotient(row["rows_accepted"], row["rows_read"]),
        row["observed_on"],
        labels.yes_no(row["is_stale"]),
        labels.said(labels.COVERAGE, row["coverage"]),
    ]


def write(batch: BatchFiles) -> None:
    """批次统计_<batch>.xlsx; written last, for it reconciles the lists with the tables."""
    stats = batch.query("statistics", "stats")
    book = batch.book(f"救助对象核对{REPORT}")
    for scope, sheet in _SCOPES.items():
        rows = measures.in_order([row for row in stats if row["scope"] == scope])
        if scope == "county":
            book.sheet(sheet, _FIGURES, [figures(row) for row in rows])
            continue
        named = labels.department if scope == "department" else lambda name: name or ""
        columns = (Column(labels.SCOPES[scope], cap=20), *_FIGURES)
        book.sheet(sheet, columns, [[named(row["scope_name"]), *figures(row)] for row in rows])
    book.sheet("疑点", FINDINGS, [_finding(row, batch) for row in batch.query_once("statistics", "findings")])
    book.sheet("线索", LEADS, [_lead(row, batch) for row in batch.query("statistics", "leads")])
    book.sheet("数据到位", COVERAGE, [_coverage(row) for row in batch.query_once("statistics", "coverage")])
    reconciled = checks.reconcile(batch)
    book.sheet("勾稽", checks.COLUMNS, reconciled, is_failing=checks.is_failing)
    book.sheet("说明", ABOUT, _about(batch))
    batch.save(book, batch.out / f"{REPORT}_{batch.file_batch}.xlsx", REPORT, len(stats))

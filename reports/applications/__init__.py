"""申请核对结果: one workbook per township, one row per household that applies."""

from __future__ import annotations

from reports.proposals import clauses, distinct, joined
from reports.shared import labels
from reports.shared.batch_files import BatchFiles, Row
from reports.shared.feedback_columns import FEEDBACK
from reports.shared.workbook import Column

REPORT = "申请核对结果"
COLUMNS = (
    Column("序号", "int", cap=6),
    Column("批次号", "code", cap=8),
    Column("预警编号", "code", cap=10),
    Column("村（社区）", cap=8),
    Column("户编号", "code", cap=9),
    Column("户主", cap=7, is_repeated=True),
    Column("证件号码", "code", cap=19),
    Column("申请日期", "date", cap=12),
    Column("申请类型", cap=7),
    Column("家庭人口", "int", cap=6),
    Column("保障人口", "int", cap=6),
    Column("人均年收入", "money", cap=11),
    Column("年保障标准", "money", cap=11),
    Column("金融资产", "money", cap=12),
    Column("金融资产限额", "money", cap=12),
    Column("困难指数", "number", cap=6),
    Column("核对结果", cap=7),
    Column("建议转入类型", cap=8),
    Column("信息是否齐全", "code", cap=8),
    Column("疑点代码", cap=6),
    Column("疑点类型", cap=8),
    Column("疑点说明", cap=36),
    Column("依据", cap=16),
    Column("完成期限", "date", cap=12),
    *FEEDBACK,
)


def _line(number: int, row: Row, batch: BatchFiles) -> list:
    codes = distinct(row["codes"])
    return [
        number,
        batch.batch_id,
        "、".join(distinct(row["case_ids"])),
        row["village"],
        row["household_id"],
        row["head_name"],
        row["head_id_masked"],
        row["applied_on"],
        labels.programme(row["programme"]),
        row["size"],
        row["covered"],
        row["income_per_capita"],
        row["standard"],
        row["financial_assets"],
        row["financial_cap"],
        row["hardship_index"],
        labels.said(labels.APPLICATION_RESULTS, row["result"]),
        labels.programme(row["suggested_programme"]),
        labels.yes_no(row["is_complete"]),
        "、".join(codes),
        "、".join(batch.texts.finding(code) for code in codes),
        joined(row, batch.texts) if codes else "未见疑点",
        clauses(row, batch.texts),
        row["due_on"],
    ]


def write(batch: BatchFiles) -> None:
    """乡镇/<乡镇>/申请核对结果_<乡镇>_<batch>.xlsx"""
    for township, rows in batch.by_township(batch.query("applications", "applications")):
        lines = [_line(number, row, batch) for number, row in enumerate(rows, start=1)]
        batch.save_single(
            township,
            REPORT,
            f"{REPORT}（建议稿）",
            COLUMNS,
            lines,
            [batch.key("A", row["household_id"]) for row in rows],
        )

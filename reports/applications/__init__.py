"""申请核对结果: one workbook per township, one row per household that applies."""

from __future__ import annotations

from reports.shared import labels
from reports.shared.batch_files import BatchFiles
from reports.shared.columns import Column
from reports.shared.list_columns import CASES, DUE, FEEDBACK, HOUSEHOLD, OPENING, PERSONS, found

REPORT = "申请核对结果"
COLUMNS = (
    *OPENING,
    CASES,
    *HOUSEHOLD,
    Column("申请日期", "date", cap=12, of="applied_on"),
    Column("申请类型", cap=7, of="programme", wording=labels.programme),
    *PERSONS,
    Column("人均年收入", "money", cap=11, of="income_per_capita"),
    Column("年保障标准", "money", cap=11, of="standard"),
    Column("金融资产", "money", cap=12, of="financial_assets"),
    Column("金融资产限额", "money", cap=12, of="financial_cap"),
    Column("困难指数", "number", cap=6, of="hardship_index"),
    Column("核对结果", cap=7, of="result", wording=labels.APPLICATION_RESULTS),
    Column("建议转入类型", cap=8, of="suggested_programme", wording=labels.programme),
    Column("信息是否齐全", "code", cap=8, of="is_complete", wording=labels.yes_no),
    *found(36, 16, lambda row: "未见疑点"),
    DUE,
    *FEEDBACK,
)


def write(batch: BatchFiles) -> None:
    """乡镇/<乡镇>/申请核对结果_<乡镇>_<batch>.xlsx"""
    for township, rows in batch.by_township(batch.query("applications", "applications")):
        batch.save_list(
            township, REPORT, f"{REPORT}（建议稿）", COLUMNS, rows, lambda row: batch.key("A", row["household_id"])
        )

"""拟退出名单, 拟调整名单, 渐退名单: one workbook per township and list, one row per
household that hedui proposes for it."""

from __future__ import annotations

from reports.shared import labels
from reports.shared.batch_files import BatchFiles
from reports.shared.columns import Column
from reports.shared.list_columns import CASES, DUE, FEEDBACK, ON_ROSTER, OPENING, found, unexplained

REPORTS = {"exit": "拟退出名单", "adjust": "拟调整名单", "gradual_exit": "渐退名单"}
COLUMNS = (
    *OPENING,
    CASES,
    *ON_ROSTER,
    Column("建议", cap=6, of="list", wording=labels.LISTS),
    Column("判定依据", cap=18, of="decided_by", wording=labels.DECISION_LINES),
    *found(44, 18, unexplained),
    Column("建议转入类型", cap=8, of="suggested_programme", wording=labels.programme),
    Column("建议单人保对象", cap=8, of=lambda row, batch: row["suggested_name"] or row["suggested_person"]),
    DUE,
    *FEEDBACK,
)


def write(batch: BatchFiles) -> None:
    """乡镇/<乡镇>/{拟退出,拟调整,渐退}名单_<乡镇>_<batch>.xlsx"""
    rows = batch.query("proposals", "proposals")
    for listed, report in REPORTS.items():
        for township, lines in batch.by_township(row for row in rows if row["list"] == listed):
            batch.save_list(
                township, report, f"{report}（建议稿）", COLUMNS, lines, lambda row: batch.key("H", row["household_id"])
            )

"""复核清单: one workbook per township, a sheet per village, one row per finding of every household that is not keep."""

from __future__ import annotations

from reports.shared import labels
from reports.shared.batch_files import BatchFiles, Row
from reports.shared.columns import Column
from reports.shared.list_columns import DUE, FEEDBACK, ON_ROSTER, OPENING, unexplained

REPORT = "复核清单"
_ASKED = {state: labels.STATES[state] for state in ("new", "repeated", "worsened")}


def last_outcome(row: Row, batch: BatchFiles) -> str:
    """ "31 不属实-已过户或注销（2026-02-11）" """
    on = f"（{row['outcome_on']}）" if row["outcome_on"] else ""
    return f"{labels.result(row['outcome'])}{on}" if row["outcome"] else ""


def _title(row: Row, batch: BatchFiles) -> str:
    return batch.texts.finding(row["code"]) if row["code"] else labels.said(labels.LISTS, row["list"])


COLUMNS = (
    *OPENING,
    Column("预警编号", "code", cap=10, of="case_id"),
    *ON_ROSTER,
    Column("涉及成员", cap=7, of="member_name"),
    Column("与户主关系", cap=7, of="relation", wording=labels.RELATIONS),
    Column("疑点代码", "code", cap=6, of="code"),
    Column("疑点类型", cap=8, of=_title),
    Column("疑点说明", cap=36, of=lambda row, batch: row["explanation"] if row["code"] else unexplained(row)),
    Column("依据", cap=18, of=lambda row, batch: batch.texts.clause(row["code"], row["clause"])),
    Column("匹配等级", "code", cap=6, of="tier"),
    Column("是否首次", "code", cap=6, of="state", wording=_ASKED),
    Column("上次结论", cap=10, of=last_outcome),
    Column("建议核查方式", cap=22, of=lambda row, batch: batch.texts.check_method(row["code"])),
    DUE,
    *FEEDBACK,
)


def write(batch: BatchFiles) -> None:
    """乡镇/<乡镇>/复核清单_<乡镇>_<batch>.xlsx"""

    def key(row: Row) -> str:
        return batch.key("C", row["case_id"]) if row["case_id"] else batch.key("H", row["household_id"])

    for township, rows in batch.by_township(batch.query("review", "review")):
        batch.save_list(township, REPORT, REPORT, COLUMNS, rows, key, by_village=True)

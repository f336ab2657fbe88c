"""复核清单: one workbook per township, a sheet per village, one row per finding of every household that is not keep."""

from __future__ import annotations

from reports.shared import labels
from reports.shared.batch_files import BatchFiles, Row
from reports.shared.feedback_columns import FEEDBACK
from reports.shared.workbook import Column

REPORT = "复核清单"
COLUMNS = (
    Column("序号", "int", cap=6),
    Column("批次号", "code", cap=8),
    Column("预警编号", "code", cap=10),
    Column("预警级别", "code", cap=6),
    Column("村（社区）", cap=8),
    Column("户编号", "code", cap=9),
    Column("户主", cap=7, is_repeated=True),
    Column("证件号码", "code", cap=19),
    Column("家庭人口", "int", cap=6),
    Column("保障人口", "int", cap=6),
    Column("救助类型", cap=7),
    Column("月保障金", "money", cap=11),
    Column("涉及成员", cap=7),
    Column("与户主关系", cap=7),
    Column("疑点代码", "code", cap=6),
    Column("疑点类型", cap=8),
    Column("疑点说明", cap=36),
    Column("依据", cap=18),
    Column("匹配等级", "code", cap=6),
    Column("是否首次", "code", cap=6),
    Column("上次结论", cap=10),
    Column("建议核查方式", cap=22),
    Column("完成期限", "date", cap=12),
    *FEEDBACK,
)


def last_outcome(row: Row) -> str:
    """ "31 不属实-已过户或注销（2026-02-11）" """
    on = f"（{row['outcome_on']}）" if row["outcome_on"] else ""
    return f"{labels.result(row['outcome'])}{on}" if row["outcome"] else ""


def unexplained(row: Row) -> str:
    """Why a household without a finding to show stands in the list."""
    return f"本批无新疑点；列入{labels.said(labels.LISTS, row['list'])}，{labels.said(labels.DECISION_LINES, row['decided_by'])}".rstrip(
        "，"
    )


def _line(number: int, row: Row, batch: BatchFiles) -> list:
    texts = batch.texts
    return [
        number,
        batch.batch_id,
        row["case_id"],
        row["colour"],
        row["village"],
        row["household_id"],
        row["head_name"],
        row["head_id_masked"],
        row["size"],
        row["covered"],
        labels.programme(row["programme"]),
        row["monthly_benefit"],
        row["member_name"],
        labels.said(labels.RELATIONS, row["relation"]),
        row["code"],
        texts.finding(row["code"]) if row["code"] else labels.said(labels.LISTS, row["list"]),
        row["explanation"] if row["code"] else unexplained(row),
        texts.clause(row["code"], row["clause"]),
        row["tier"],
        labels.said({key: labels.STATES[key] for key in ("new", "repeated", "worsened")}, row["state"]),
        last_outcome(row),
        texts.check_method(row["code"]),
        row["due_on"],
    ]


def write(batch: BatchFiles) -> None:
    """乡镇/<乡镇>/复核清单_<乡镇>_<batch>.xlsx"""
    for township, rows in batch.by_township(batch.query("review", "review")):
        book = batch.book(f"{township} {REPORT}")
        for sheet, lines in batch.by_village(rows):
            keys = [
                batch.key("C", row["case_id"]) if row["case_id"] else batch.key("H", row["household_id"])
                for row in lines
            ]
            book.sheet(
                sheet, COLUMNS, [_line(number, row, batch) for number, row in enumerate(lines, start=1)], keys=keys
            )
        batch.save(book, batch.township_path(township, REPORT), REPORT, len(rows), township)

"""拟退出名单, 拟调整名单, 渐退名单: one workbook per township and list, one row per household that hedui proposes for it."""

from __future__ import annotations

from reports.review import unexplained
from reports.shared import labels
from reports.shared.batch_files import BatchFiles, Row
from reports.shared.feedback_columns import FEEDBACK
from reports.shared.workbook import Column

REPORTS = {"exit": "拟退出名单", "adjust": "拟调整名单", "gradual_exit": "渐退名单"}
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
    Column("建议", cap=6),
    Column("判定依据", cap=18),
    Column("疑点代码", cap=6),
    Column("疑点类型", cap=8),
    Column("疑点说明", cap=44),
    Column("依据", cap=18),
    Column("建议转入类型", cap=8),
    Column("建议单人保对象", cap=8),
    Column("完成期限", "date", cap=12),
    *FEEDBACK,
)


def distinct(values: list[str | None] | None) -> list[str]:
    """The values that say something, each once, in order."""
    return list(dict.fromkeys(value for value in values or () if value))


def joined(row: Row, texts) -> str:
    """The explanations of a household's findings as one numbered text; its decision when it has none."""
    told = [
        f"[{code}] {said or texts.finding(code)}"
        for code, said in zip(row["codes"] or (), row["explanations"] or (), strict=True)
    ]
    if len(told) > 1:
        return "\n".join(f"{number}. {said}" for number, said in enumerate(told, start=1))
    return told[0] if told else unexplained(row)


def clauses(row: Row, texts) -> str:
    pairs = zip(row["codes"] or (), row["clauses"] or (), strict=True)
    return "\n".join(distinct([texts.clause(code, cited) for code, cited in pairs]))


def _line(number: int, row: Row, batch: BatchFiles) -> list:
    codes = distinct(row["codes"])
    return [
        number,
        batch.batch_id,
        "、".join(distinct(row["case_ids"])),
        row["colour"],
        row["village"],
        row["household_id"],
        row["head_name"],
        row["head_id_masked"],
        row["size"],
        row["covered"],
        labels.programme(row["programme"]),
        row["monthly_benefit"],
        labels.said(labels.LISTS, row["list"]),
        labels.said(labels.DECISION_LINES, row["decided_by"]),
        "、".join(codes),
        "、".join(batch.texts.finding(code) for code in codes),
        joined(row, batch.texts),
        clauses(row, batch.texts),
        labels.programme(row["suggested_programme"]),
        row["suggested_name"] or row["suggested_person"],
        row["due_on"],
    ]


def write(batch: BatchFiles) -> None:
    """乡镇/<乡镇>/{拟退出,拟调整,渐退}名单_<乡镇>_<batch>.xlsx"""
    rows = batch.query("proposals", "proposals")
    for listed, report in REPORTS.items():
        for township, lines in batch.by_township(row for row in rows if row["list"] == listed):
            filled = [_line(number, row, batch) for number, row in enumerate(lines, start=1)]
            batch.save_single(
                township,
                report,
                f"{report}（建议稿）",
                COLUMNS,
                filled,
                [batch.key("H", row["household_id"]) for row in lines],
            )

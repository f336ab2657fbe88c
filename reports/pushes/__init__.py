"""推送清单: one workbook per department, one row per aid item it is asked to handle for a household or a lead."""

from __future__ import annotations

from reports.shared import labels
from reports.shared.batch_files import BatchFiles, Row
from reports.shared.workbook import Column

REPORT = "推送清单"
COLUMNS = (
    Column("序号", "int", cap=6),
    Column("批次号", "code", cap=13),
    Column("乡镇", cap=12),
    Column("村（社区）", cap=12),
    Column("对象", "code", cap=8),
    Column("编号", "code", cap=16),
    Column("户主/姓名", cap=10),
    Column("证件号码", "code", cap=20),
    Column("联系电话", "code", cap=13),
    Column("救助事项", cap=18),
    Column("适用原因", cap=30),
    Column("政策依据", cap=26),
    Column("所需材料", cap=26),
    Column("办理期限", "date", cap=12),
    Column("办理结果", cap=12, choices=labels.PUSH_RESULTS, is_input=True),
    Column("办理日期", "date", cap=12, is_input=True),
    Column("经办人", cap=10, is_input=True),
    Column("备注", cap=14, is_input=True),
)


def _line(number: int, row: Row, batch: BatchFiles) -> list:
    return [
        number,
        batch.batch_id,
        row["township"],
        row["village"],
        "线索" if row["is_lead"] else "家庭",
        row["subject_id"],
        row["name"],
        row["id_masked"],
        row["phone_masked"],
        labels.said(batch.texts.item_titles, row["item"]),
        labels.said(batch.texts.signal_titles, row["reason"]),
        row["basis"],
        row["papers"],
        row["due_on"],
    ]


def write(batch: BatchFiles) -> None:
    """部门/<部门>/推送清单_<部门>_<batch>.xlsx"""
    rows = batch.query("pushes", "plans")
    by_department: dict[str, list[Row]] = {}
    titles = {name: labels.department(name) for name in {row["department"] for row in rows}}
    for row in rows:
        by_department.setdefault(titles[row["department"]], []).append(row)
    for department, own in sorted(by_department.items()):
        book = batch.book(f"{department} 救助事项{REPORT}")
        book.sheet(REPORT, COLUMNS, [_line(number, row, batch) for number, row in enumerate(own, start=1)])
        batch.save(book, batch.department_path(department, REPORT), REPORT, len(own))

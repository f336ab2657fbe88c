"""推送清单: one workbook per department, one row per aid item it is asked to handle for a household or a lead."""

from __future__ import annotations

from reports.shared import labels
from reports.shared.batch_files import BatchFiles, Row
from reports.shared.columns import Column
from reports.shared.list_columns import NUMBER

REPORT = "推送清单"
COLUMNS = (
    NUMBER,
    Column("批次号", "code", cap=13, of=lambda row, batch: batch.batch_id),
    Column("乡镇", cap=12, of="township"),
    Column("村（社区）", cap=12, of="village"),
    Column("对象", "code", cap=8, of="is_lead", wording=lambda is_lead: "线索" if is_lead else "家庭"),
    Column("编号", "code", cap=16, of="subject_id"),
    Column("户主/姓名", cap=10, of="name"),
    Column("证件号码", "code", cap=20, of="id_masked"),
    Column("联系电话", "code", cap=13, of="phone_masked"),
    Column("救助事项", cap=18, of=lambda row, batch: labels.said(batch.texts.item_titles, row["item"])),
    Column("适用原因", cap=30, of=lambda row, batch: labels.said(batch.texts.signal_titles, row["reason"])),
    Column("政策依据", cap=26, of="basis"),
    Column("所需材料", cap=26, of="papers"),
    Column("办理期限", "date", cap=12, of="due_on"),
    Column("办理结果", cap=12, choices=labels.PUSH_RESULTS, is_input=True),
    Column("办理日期", "date", cap=12, is_input=True),
    Column("经办人", cap=10, is_input=True),
    Column("备注", cap=14, is_input=True),
)


def write(batch: BatchFiles) -> None:
    """部门/<部门>/推送清单_<部门>_<batch>.xlsx"""
    rows = batch.query("pushes", "plans")
    by_department: dict[str, list[Row]] = {}
    titles = {name: batch.texts.department(name) for name in {row["department"] for row in rows}}
    for row in rows:
        by_department.setdefault(titles[row["department"]], []).append(row)
    for department, own in sorted(by_department.items()):
        book = batch.book(f"{department} 救助事项{REPORT}")
        book.sheet(REPORT, COLUMNS, own, batch)
        batch.save(book, batch.department_path(department, REPORT), REPORT, len(own))

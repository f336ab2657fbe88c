"""拟新增线索 and 先行救助: one workbook per township, one row per lead group; a lead without a
township stands under 未知乡镇."""

from __future__ import annotations

from reports.shared import labels
from reports.shared.batch_files import BatchFiles, Row
from reports.shared.columns import Column
from reports.shared.list_columns import DUE, FEEDBACK, OPENING, VILLAGE

LEADS = "拟新增线索"
URGENT = "先行救助"


def identity(value: bool | None) -> str:
    return "" if value is None else ("已确认" if value else "身份待确认")


_LEAD = (
    *OPENING,
    Column("线索编号", "code", cap=10, of="lead_id"),
    Column("线索级别", "code", cap=6, of="colour"),
    VILLAGE,
    Column("姓名", cap=7, of="name", is_repeated=True),
    Column("证件号码", "code", cap=19, of="resident_id_masked"),
    Column("联系电话", "code", cap=12, of="phone_masked"),
    Column("是否急难", "code", cap=6, of="is_urgent", wording=labels.yes_no),
    Column("身份是否确认", cap=7, of="is_identity_confirmed", wording=identity),
    Column("困难信号", cap=12, of=lambda row, batch: batch.texts.signals(row["signals"])),
    Column("线索说明", cap=36, of="explanation"),
    Column("建议救助事项", cap=14, of=lambda row, batch: batch.texts.items(row["suggested_items"])),
    Column("困难指数", "number", cap=6, of="hardship_index"),
    Column("授权情况", cap=7, of="authorisation"),
)
COLUMNS = (*_LEAD, DUE, *FEEDBACK)
URGENT_COLUMNS = (*_LEAD, Column("办理时限", cap=8, of=lambda row, batch: "24小时内"), DUE, *FEEDBACK)


def write(batch: BatchFiles) -> None:
    """乡镇/<乡镇>/拟新增线索_….xlsx with a sheet per village, and 先行救助_….xlsx for the
    urgent ones (due in 24 hours)."""

    def key(row: Row) -> str:
        return batch.key("L", row["lead_id"])

    for township, rows in batch.by_township(batch.query("leads", "leads")):
        batch.save_list(township, LEADS, LEADS, COLUMNS, rows, key, by_village=True)
        urgent = [row for row in rows if row["is_urgent"]]
        batch.save_list(township, URGENT, f"{URGENT}（先救助、后补手续）", URGENT_COLUMNS, urgent, key)

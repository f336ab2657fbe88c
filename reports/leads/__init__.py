"""拟新增线索 and 先行救助: one workbook per township, one row per lead group; a lead without a township stands under 未知乡镇."""

from __future__ import annotations

from reports.shared import labels
from reports.shared.batch_files import BatchFiles, Row
from reports.shared.feedback_columns import FEEDBACK
from reports.shared.workbook import Column

LEADS = "拟新增线索"
URGENT = "先行救助"
COLUMNS = (
    Column("序号", "int", cap=6),
    Column("批次号", "code", cap=8),
    Column("线索编号", "code", cap=10),
    Column("线索级别", "code", cap=6),
    Column("村（社区）", cap=8),
    Column("姓名", cap=7, is_repeated=True),
    Column("证件号码", "code", cap=19),
    Column("联系电话", "code", cap=12),
    Column("是否急难", "code", cap=6),
    Column("身份是否确认", cap=7),
    Column("困难信号", cap=12),
    Column("线索说明", cap=36),
    Column("建议救助事项", cap=14),
    Column("困难指数", "number", cap=6),
    Column("授权情况", cap=7),
    Column("完成期限", "date", cap=12),
    *FEEDBACK,
)
URGENT_COLUMNS = (*COLUMNS[:15], Column("办理时限", cap=8), *COLUMNS[15:])


def identity(value: bool | None) -> str:
    return "" if value is None else ("已确认" if value else "身份待确认")


def _line(number: int, row: Row, batch: BatchFiles) -> list:
    return [
        number,
        batch.batch_id,
        row["lead_id"],
        row["colour"],
        row["village"],
        row["name"],
        row["resident_id_masked"],
        row["phone_masked"],
        labels.yes_no(row["is_urgent"]),
        identity(row["is_identity_confirmed"]),
        batch.texts.signals(row["signals"]),
        row["explanation"],
        batch.texts.items(row["suggested_items"]),
        row["hardship_index"],
        row["authorisation"],
        row["due_on"],
    ]


def write(batch: BatchFiles) -> None:
    """乡镇/<乡镇>/拟新增线索_….xlsx with a sheet per village, and 先行救助_….xlsx for the urgent ones (due in 24 hours)."""
    for township, rows in batch.by_township(batch.query("leads", "leads")):
        book = batch.book(f"{township} {LEADS}")
        for sheet, lines in batch.by_village(rows):
            keys = [batch.key("L", row["lead_id"]) for row in lines]
            book.sheet(
                sheet, COLUMNS, [_line(number, row, batch) for number, row in enumerate(lines, start=1)], keys=keys
            )
        batch.save(book, batch.township_path(township, LEADS), LEADS, len(rows), township)
        urgent = [row for row in rows if row["is_urgent"]]
        timed = [
            [*line[:15], "24小时内", *line[15:]]
            for line in (_line(number, row, batch) for number, row in enumerate(urgent, start=1))
        ]
        batch.save_single(
            township,
            URGENT,
            f"{URGENT}（先救助、后补手续）",
            URGENT_COLUMNS,
            timed,
            [batch.key("L", row["lead_id"]) for row in urgent],
        )

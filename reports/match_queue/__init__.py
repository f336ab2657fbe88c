"""匹配复核表: one row per pair that a human should judge - the delivered side, the known side, why they may be one,
and three columns to fill in."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import polars as pl
from python_calamine import CalamineWorkbook

from reports.shared import labels
from reports.shared.columns import RUNNING, Column
from reports.shared.workbook import Book
from schemas.masking import mask_id, mask_phone
from schemas.protected import PROTECTED, is_protected

SHEET = "匹配复核"
NOTE = "请对照两侧信息，在浅黄色栏填写判断、判断人；拿不准的填“不确定”。已判断的配对以后不再询问"
PAIR, JUDGEMENT, BY, ON = "配对编号", "判断", "判断人", "判断日期"
CHOICES = ("同一人", "非同一人", "不确定")
COLUMNS = (
    Column("序号", "int", of=RUNNING),
    Column(PAIR, "code", cap=26, of="pair_id"),
    Column("已引发身份待确认", "code", cap=10, of="raised", wording=labels.yes_no),
    Column("匹配等级", "code", of="tier"),
    Column("匹配分", "code", of="score"),
    Column("匹配依据", cap=34, of="reason"),
    Column("分值构成", cap=28, of="parts"),
    Column("报送证件号码", "code", cap=20, of="id_text"),
    Column("报送姓名", cap=14, of="name"),
    Column("报送出生日期", "date", of="birth_date"),
    Column("报送电话", "code", cap=13, of="phone"),
    Column("报送地址", cap=24, of="address"),
    Column("已知证件号码", "code", cap=20, of="resident_id"),
    Column("已知姓名", cap=14, of="person_name"),
    Column("户编号", cap=16, of="household_ids"),
    Column("证据来源", cap=34, of="source_rows"),
    Column(JUDGEMENT, cap=10, choices=CHOICES, is_input=True),
    Column(BY, cap=10, is_input=True),
    Column(ON, cap=12, is_input=True, hint="如 2026-03-10；不填为交回当日"),
)
RETURNED = (
    Column("退回原因", cap=36, of="problem"),
    Column("原行号", "code", of="row"),
    Column(PAIR, "code", cap=26, of="pair_id"),
    Column(JUDGEMENT, choices=CHOICES, is_input=True, of="judgement"),
    Column(BY, is_input=True, of="judged_by"),
    Column(ON, cap=12, is_input=True, of="judged_on"),
)


class NotAReview(Exception):
    """The file is no 匹配复核表; the text says why."""


def book(pairs: pl.DataFrame, phrases: dict[str, str], as_of: date, show_ids: bool = False) -> Book:
    """The workbook of the pairs (columns of core.match_queue), IDs and phones masked unless they are to be
    shown; phrases: rule → wording."""

    def masked(column: str, mask: Callable[[str | None], str | None]) -> pl.Expr:
        return pl.col(column) if show_ids else pl.col(column).map_elements(mask, return_dtype=pl.String)

    shown = pairs.sort("pair_id").with_columns(
        pl.col("raised").fill_null(False), pl.col("score").round(2).cast(pl.String), pl.col("parts").list.eval(_worded(phrases)).list.join("；"),
        masked("id_text", mask_id), masked("phone", mask_phone), masked("resident_id", mask_id),
        pl.col("household_ids").list.join("、"), pl.col("source_rows").list.head(5).list.join("\n"),
    )  # fmt: skip
    book = Book("匹配复核表", as_of, NOTE)
    book.sheet(SHEET, COLUMNS, shown.to_dicts())
    return book


def _worded(phrases: dict[str, str]) -> pl.Expr:
    """ "rule=0.45" as "wording 0.45"."""
    whole = pl.element()
    rule = whole.str.extract(r"^([a-z_]+)=")
    bare = {rule: text.replace("第{n}、{m}位", "相邻两位").replace("第{n}位", "某位") for rule, text in phrases.items()}
    return rule.replace(bare) + " " + whole.str.extract(r"=(.*)$")


def read(content: bytes) -> pl.DataFrame:
    """The answers of a returned workbook as text: row (as the spreadsheet shows it), pair_id, judgement, judged_by,
    judged_on. Raises NotAReview."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        tables = [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names]
    except Exception:
        raise NotAReview(PROTECTED if is_protected(content) else "不是可以读取的工作簿") from None
    frames = [frame for table in tables if (frame := _answers(table)) is not None]
    if not frames:
        raise NotAReview(f"没有找到含“{PAIR}”和“{JUDGEMENT}”两列的工作表")
    return pl.concat(frames)


def _answers(table: list[list]) -> pl.DataFrame | None:
    head = next((i for i, line in enumerate(table) if {PAIR, JUDGEMENT} <= set(map(_text, line))), None)
    if head is None:
        return None
    titles = [_text(cell) for cell in table[head]]
    column = {title: titles.index(title) if title in titles else None for title in (PAIR, JUDGEMENT, BY, ON)}
    names = dict(zip((PAIR, JUDGEMENT, BY, ON), ("pair_id", "judgement", "judged_by", "judged_on"), strict=True))
    values = {
        names[t]: [_text(line[i]) if i is not None and i < len(line) else "" for line in table[head + 1 :]]
        for t, i in column.items()
    }
    rows = pl.Series("row", range(head + 2, len(table) + 1), dtype=pl.Int64)
    frame = pl.DataFrame({"row": rows, **{n: pl.Series(n, v, dtype=pl.String) for n, v in values.items()}})
    return frame.filter((pl.col("pair_id") != "") | (pl.col("judgement") != ""))


def _text(cell: object) -> str:
    if isinstance(cell, (date, datetime)):
        return f"{cell:%Y-%m-%d}"
    return "" if cell is None else str(cell).strip()


def write_returned(returned: pl.DataFrame, path: Path, as_of: date) -> None:
    """Write the rows that were not taken, each with its reason; put right, the file can be handed in again."""
    book = Book("匹配复核退回", as_of, "请按退回原因改正后交回")
    book.sheet(SHEET, RETURNED, returned.to_dicts())
    book.save(path)

"""A returned workbook → its answered rows. xls, xlsx, ods and what WPS makes of them; columns are found
by title, wherever they stand.

A header may be anywhere, and again further down when lists were copied below one another; a key is known by its look,
whatever the column is called by now. Nothing of the file is trusted: it is measured before it is opened,
and every cell becomes text.
"""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from python_calamine import CalamineWorkbook

from schemas.protected import PROTECTED, is_protected
from schemas.row_keys import PREFIX, TITLE
from transforms.safety import CELLS_LIMIT as CELLS_HELD
from transforms.safety import COLUMNS_LIMIT, Trial, measured, tried

RESULT = "结果代码"
FILLED = (
    "核查方式", "核查日期", "核查人1", "核查人2", "现场情况", RESULT, "豁免类型", "豁免到期", "佐证材料", "家庭意见", "生效月", "备注",
)  # fmt: skip
SHOWN = ("批次号", "预警编号", "户编号", "线索编号")
BYTES_LIMIT = 64 * 1024**2
UNPACKED_LIMIT = 512 * 1024**2
CELLS_LIMIT = 5_000_000


class Unreadable(Exception):
    """The file is no workbook that can be read; the text says why, in words for the township."""


TOO_LARGE = "文件过大，或展开后过大，不像是下发的名单"
WILL_NOT_OPEN = "文件打不开：可能设有密码、已损坏，或不是表格；请另存为 xlsx 后再交"


@dataclass(frozen=True)
class AnsweredRow:
    """One row with a result code: its key as found, the known columns by title, and the whole
    row as it came (title, text)."""

    sheet: str
    row: int
    key: str
    values: dict[str, str]
    whole: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Returned:
    """What one file holds. `unanswered` counts rows with a key and no result code; `lists` the
    sheets that ask for answers."""

    answered: tuple[AnsweredRow, ...]
    unanswered: int
    lists: int


def read_book(content: bytes) -> Returned:
    """The answered rows of a workbook. Raises `Unreadable`."""
    _measure(content)
    answered: list[AnsweredRow] = []
    unanswered = lists = 0
    for name, rows in _sheets(content):
        found, left = _rows(name, rows)
        answered += found
        unanswered += left
        lists += found != [] or left > 0
    return Returned(tuple(answered), unanswered, lists)


def title_of(text: str) -> str:
    """A header as known: half width, without blanks and line breaks, without the asterisks and colons people add."""
    return "".join(unicodedata.normalize("NFKC", text).split()).strip("*:").replace("(", "（").replace(")", "）")


def text_of(value: object) -> str:
    """A cell as text: dates as 2026-03-31, whole numbers without a point."""
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value)
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).strip()


def _measure(content: bytes) -> None:
    if len(content) > BYTES_LIMIT:
        raise Unreadable(TOO_LARGE)
    if is_protected(content):
        raise Unreadable(PROTECTED)
    if content.startswith(b"PK"):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                names = set(archive.namelist())
                unpacked = sum(member.file_size for member in archive.infolist())
            if unpacked > UNPACKED_LIMIT:
                raise Unreadable(TOO_LARGE)
            extent = measured(content)
        except Unreadable:
            raise
        except Exception:  # zipfile raises half a dozen kinds on damaged input
            raise Unreadable("文件不完整或已损坏，请重新保存后再交") from None
        if extent.is_endless or extent.columns > COLUMNS_LIMIT or extent.cells > CELLS_HELD:
            raise Unreadable(TOO_LARGE)
        if extent.is_usual and "xl/workbook.xml" in names and not names & {"xl/workbook.bin", "content.xml"}:
            return
    match tried("workbook", content):
        case Trial.TOO_MUCH:
            raise Unreadable(TOO_LARGE)
        case Trial.DAMAGED:
            raise Unreadable(WILL_NOT_OPEN)


def _sheets(content: bytes) -> Iterator[tuple[str, Sequence[Sequence[object]]]]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if sheet.total_height * max(sheet.total_width, 1) > CELLS_LIMIT:
                raise Unreadable(f"工作表“{name[:31]}”过大，不像是下发的名单")
            yield name, sheet.to_python(skip_empty_area=False)
    except Unreadable:
        raise
    except BaseException as problem:  # a parser's panic is no Exception
        if isinstance(problem, KeyboardInterrupt | SystemExit | GeneratorExit) or type(problem).__name__ == "Stopped":
            raise
        raise Unreadable(WILL_NOT_OPEN) from None


def _rows(sheet: str, rows: Sequence[Sequence[object]]) -> tuple[list[AnsweredRow], int]:
    titles: list[str] = []
    places: dict[str, int] = {}
    answered, unanswered = [], 0
    for number, cells in enumerate(rows, start=1):
        texts = [text_of(cell) for cell in cells]
        normal = [title_of(text) for text in texts]
        if RESULT in normal:
            titles, places = texts, {}
            for index, title in enumerate(normal):
                places.setdefault(title, index)
            continue
        key = next((text for text in texts if text.startswith(PREFIX)), "")
        known = {
            title: texts[places[title]] for title in (*FILLED, *SHOWN) if title in places and places[title] < len(texts)
        }
        if not known.get(RESULT):
            unanswered += bool(key)
            continue
        at = texts.index(key) if key else places.get(TITLE, -1)
        whole = tuple(
            (titles[index] if index < len(titles) else "", text) for index, text in enumerate(texts) if index != at
        )
        answered.append(AnsweredRow(sheet, number, key or (texts[at] if 0 <= at < len(texts) else ""), known, whole))
    return answered, unanswered

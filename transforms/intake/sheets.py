"""Workbooks and parquet files → grids of text.

A grid is one sheet: `row` as a spreadsheet shows it and columns c0, c1, … of text, null for an empty cell. Numbers
become their shortest spelling, dates ISO, booleans TRUE or FALSE. A number of 16 digits or more has lost its end in a
spreadsheet: its first 15 digits stay and zeros follow.
"""

from __future__ import annotations

import datetime as dt
import gc
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

import polars as pl
import python_calamine as calamine

from transforms.intake.containers import password_protected
from transforms.intake.refusal import unreadable

SURE_DIGITS = 15
"""Digits a spreadsheet keeps of a number."""
_HEAD = 100
_PIECE = 4000
"""Rows of a sheet that exist as Python cells at one time."""


@dataclass(frozen=True)
class Grid:
    """One sheet as text. A CSV has an encoding and a separator, and its rows are records,
    whose length means something."""

    sheet: str
    frame: pl.DataFrame
    encoding: str | None = None
    separator: str | None = None

    @property
    def is_records(self) -> bool:
        return self.separator is not None

    @property
    def columns(self) -> list[str]:
        return [name for name in self.frame.columns if name != "row"]

    def top(self, rows: int) -> list[tuple[int, list[str | None]]]:
        """The first rows: number and cells."""
        return [(row, list(cells)) for row, *cells in self.frame.head(rows).iter_rows()]


def read_workbook(content: bytes) -> list[Grid]:
    """Every visible worksheet, in order. Raises `Refused`; calamine's own failures, panics too, mean a damaged file."""
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        visible = [
            index
            for index, meta in enumerate(book.sheets_metadata)
            if meta.visible == calamine.SheetVisibleEnum.Visible and meta.typ == calamine.SheetTypeEnum.WorkSheet
        ]
        with _no_collecting():
            grids = [_grid(book.get_sheet_by_index(index)) for index in visible]
    except calamine.PasswordError as problem:
        raise password_protected() from problem
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as problem:  # a panic of the Rust parser is no Exception
        raise unreadable("工作簿不完整、已损坏，或不是表格软件保存的格式") from problem
    return [grid for grid in grids if grid is not None]


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Cells hold no cycles: looking for some among millions of them would cost an eighth of the reading."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _grid(sheet: calamine.CalamineSheet) -> Grid | None:
    """The used area of a sheet; rows are converted piece by piece, so that few Python cells exist at a time."""
    if sheet.start is None:
        return None
    first, left = sheet.start
    rows = islice(sheet.iter_rows(), first, None)
    pieces: list[pl.DataFrame] = []
    while piece := list(islice(rows, _PIECE if pieces else _HEAD)):  # the head apart: below it columns are of one type
        columns = islice(zip(*piece, strict=True), left, None)
        pieces.append(pl.DataFrame({f"c{index}": _text_column(cells) for index, cells in enumerate(columns)}))
    if not pieces:
        return None
    frame = pl.concat(pieces).with_row_index("row", offset=first + 1).cast({"row": pl.Int64})
    return Grid(sheet.name, frame)


def _text_column(cells: tuple) -> pl.Series:
    kinds = set(map(type, cells))
    if kinds == {str}:
        column = pl.Series(cells, dtype=pl.String)
    elif kinds == {float}:
        column = _number_column(pl.Series(cells, dtype=pl.Float64))
    else:
        column = pl.Series([cell if type(cell) is str else cell_text(cell) for cell in cells], dtype=pl.String)
    return column.set(column == "", None)


def _number_column(numbers: pl.Series) -> pl.Series:
    """`number_text` over a column; whole numbers and short fractions at once, the rare others one by one."""
    size = numbers.abs()
    is_whole = (numbers.floor() == numbers) & (size < 10**SURE_DIGITS)
    is_plain = (size >= 1e-3) & (size < 10**SURE_DIGITS)
    text = numbers.cast(pl.Int64, strict=False).cast(pl.String).zip_with(is_whole, numbers.cast(pl.String))
    odd = ~(is_whole | is_plain)
    if odd.any():
        text = text.scatter(odd.arg_true(), [number_text(number) for number in numbers.filter(odd)])
    return text


def cell_text(cell: object) -> str | None:
    """One spreadsheet cell as text."""
    match cell:
        case None:
            return None
        case str():
            return cell
        case bool():
            return "TRUE" if cell else "FALSE"
        case int() | float():
            return number_text(cell)
        case dt.datetime():
            return (
                cell.strftime("%Y-%m-%d") if cell.time() == dt.time() else cell.isoformat(sep=" ", timespec="seconds")
            )
        case dt.date():
            return cell.isoformat()
        case _:
            return str(cell)


def number_text(number: float) -> str:
    """A number cell as text: 12.0 → 12, 3.3 → 3.3, and past 15 digits the first 15 and zeros."""
    if number != number or number in (float("inf"), float("-inf")):
        return str(number)
    if abs(number) >= 10**SURE_DIGITS:
        return format(
            int(format(number, f".{SURE_DIGITS - 1}e").replace(".", "").partition("e")[0]) * 10 ** _places(number), "d"
        )
    if number == int(number):
        return str(int(number))
    text = repr(number)
    return format(number, ".20f").rstrip("0") if "e" in text else text


def _places(number: float) -> int:
    return int(format(number, f".{SURE_DIGITS - 1}e").partition("e")[2]) - SURE_DIGITS + 1


def read_parquet(content: bytes) -> list[Grid]:
    """The one table of a parquet file, its column names as the header in row 1. Integers are exact here and stay so."""
    try:
        table = pl.read_parquet(io.BytesIO(content))
        columns = {f"c{i}": _spelled(table.to_series(i)) for i in range(table.width)}
        body = pl.DataFrame(columns) if columns else pl.DataFrame()
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as problem:
        raise unreadable("parquet 文件不完整或已损坏") from problem
    header = pl.DataFrame(
        {f"c{i}": [name] for i, name in enumerate(table.columns)}, schema_overrides=dict.fromkeys(columns, pl.String)
    )
    frame = pl.concat([header, body], how="vertical").with_row_index("row", offset=1).cast({"row": pl.Int64})
    return [Grid("", frame)]


def _spelled(column: pl.Series) -> pl.Series:
    kind = column.dtype
    if kind.is_float():
        return _number_column(column.cast(pl.Float64))
    if kind == pl.Boolean:
        return column.cast(pl.String).str.to_uppercase()
    if isinstance(kind, pl.Datetime):
        return column.dt.to_string("%Y-%m-%d %H:%M:%S").str.strip_suffix(" 00:00:00")
    if kind == pl.Binary or kind.is_nested():
        return pl.Series([None if v is None else str(v) for v in column.to_list()], dtype=pl.String)
    text = column.cast(pl.String)
    return text.set(text == "", None)

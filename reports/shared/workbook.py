"""One workbook a report: the look that all of them share. Row 1 is the header; titles stand
in the printed page's header.

Input text is only ever written as text: no formula, link or number is made of it. The same rows give the same bytes.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from xlsxwriter.format import Format

from reports.shared.columns import Column, Kind
from reports.shared.sheet import RowBook, RowSheet
from reports.shared.widths import NUMERIC, lines_of, widths_of
from schemas.row_keys import TITLE as KEY_TITLE

_NUMBERS = {
    "text": "@",
    "code": "@",
    "month": "@",
    "int": "0",
    "money": "#,##0.00_ ",
    "number": "#,##0.0_ ",
    "figure": "#,##0.00_ ",
    "rate": "0.0%",
    "date": "yyyy-mm-dd",
}
_WHOLE = "#,##0_ "
_KEPT = (str, date)  # values that a sheet writes once a column, however often they stand there
_CENTRED = {"code", "int", "date", "month", "rate"}
_CELL_LIMIT = 32_767
_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
    "constant_memory": False,
}
_FONT = "微软雅黑"
_SIZE = 9
_CELL = {"font_name": _FONT, "font_size": _SIZE, "border": 1, "valign": "vcenter", "text_wrap": True}
_LINE = 13.0  # points
_TALLEST = 400.0
_MARGINS = {"left": 0.25, "right": 0.25, "top": 0.6, "bottom": 0.55}
_PAGE = 146  # half-width characters across an A4 page on its side at full scale
_SIGNATURES = (
    "核查人（签字）　　　　　　　　审核人（签字）　　　　　　　　乡镇（街道）盖章　　　　　　　　　年　　月　　日"
)
# No password: it keeps slips away from what hedui wrote, and whoever wants to sort can lift it.
_PROTECTION = {
    name: True
    for name in (
        "format_cells",
        "format_columns",
        "format_rows",
        "insert_columns",
        "sort",
        "autofilter",
        "select_locked_cells",
    )
}
_LOCKED = "表头和依据栏已锁定，请只填写浅黄色栏；可直接筛选，需要排序时先在“审阅”中撤销工作表保护（无密码）。请勿删除末尾隐藏的核对码列。"
_READABLE = 190  # above this a page as wide as the sheet could not be read: what is filled in moves to a second page


class Book:
    """A workbook being written; `save` puts it in place. `title` and `note` are printed on every page."""

    def __init__(self, title: str, as_of: date, note: str = "") -> None:
        self._bytes = io.BytesIO()
        self._book = RowBook(self._bytes, _OPTIONS)
        self._book.set_properties(
            {
                "title": title[:200],
                "author": "hedui",
                "comments": note[:200],
                "created": datetime.combine(as_of, time()),
            }
        )
        self._title, self._note = title, note
        self._formats: dict[tuple, Format] = {}

    def _format(self, kind: Kind, is_input: bool, is_failing: bool, is_whole: bool = False) -> Format:
        key = (kind, is_input, is_failing, is_whole)
        if key not in self._formats:
            look: dict[str, Any] = {**_CELL, "border_color": "#A6A6A6"}
            look |= {
                "num_format": _WHOLE if is_whole else _NUMBERS[kind],
                "align": "center" if kind in _CENTRED else "right" if kind in {"money", "number", "figure"} else "left",
            }
            if is_input:
                look |= {"bg_color": "#FFF9E5", "locked": False}
            if is_failing:
                look |= {"bg_color": "#FFC7CE", "font_color": "#9C0006", "bold": True}
            self._formats[key] = self._book.add_format(look)
        return self._formats[key]

    def _header(self, is_input: bool) -> Format:
        key = ("header", is_input, False, False)
        if key not in self._formats:
            look = {**_CELL, "bold": True, "border_color": "#7F7F7F", "align": "center", "num_format": "@"}
            self._formats[key] = self._book.add_format(look | {"bg_color": "#F4D58D" if is_input else "#D9E2F0"})
        return self._formats[key]

    def sheet(
        self,
        name: str,
        columns: Sequence[Column],
        rows: Sequence[Mapping[str, Any]],
        context: Any = None,
        *,
        is_failing: Callable[[Mapping[str, Any]], bool] | None = None,
        keys: Sequence[str] | None = None,
    ) -> int:
        """Add one sheet; `name` must be a clean sheet name. Each column takes its own value of a row, and of
        `context`. Returns the rows written.

        `keys` (one a row) make it a sheet that comes back: they stand in a hidden last column, what hedui wrote is
        locked, and the page has a line for signatures. Raises ColumnSlip when a column asks
        for what the rows do not have.
        """
        columns = sorted(columns, key=lambda column: not column.is_printed)
        place = f"{self._title}, sheet {name}"
        values = [column.values(rows, context, place) for column in columns]
        sheet: RowSheet = self._book.add_worksheet(name, RowSheet)
        widths = self._widths(columns, values)
        for index, width in enumerate(widths):
            sheet.set_column(index, index, width)
        tallest = max(lines_of(c.title, w) for c, w in zip(columns, widths, strict=True))
        sheet.add_row(
            [sheet.text(i, column.title, self._header(column.is_input)) for i, column in enumerate(columns)],
            _LINE * tallest + 8,
        )
        fails = [bool(is_failing and is_failing(row)) for row in rows]
        if any(fails):
            sheet.set_tab_color("#FF0000")
        self._fill(sheet, columns, values, widths, fails)
        self._validate(sheet, columns, max(len(rows), 1))
        self._set_up(sheet, columns, widths, len(rows), name, keys is not None)
        if keys is not None:
            self._comes_back(sheet, len(columns), keys)
        return len(rows)

    def facts(self, name: str, said: Mapping[str, Any], caps: tuple[int, int] = (18, 90)) -> None:
        """Add a sheet of two columns: what is told, and what of it."""
        columns = (Column("项目", cap=caps[0], of="item"), Column("内容", cap=caps[1], of="content"))
        self.sheet(name, columns, [{"item": item, "content": content} for item, content in said.items()])

    def _comes_back(self, sheet: RowSheet, last: int, keys: Sequence[str]) -> None:
        sheet.set_column(last, last, 12, None, {"hidden": True})
        title, look = sheet.text(last, KEY_TITLE, self._header(False)), self._format("code", False, False)
        sheet.add_column(last, [title, *(sheet.text(last, key, look) for key in keys)])
        sheet.autofilter(0, 0, len(keys), last)  # so that a sort takes the keys along
        sheet.data_validation(
            1, 0, max(len(keys), 1), 0, {"validate": "any", "input_title": "填写说明", "input_message": _LOCKED}
        )
        sheet.protect("", _PROTECTION)

    def _fill(
        self,
        sheet: RowSheet,
        columns: Sequence[Column],
        values: Sequence[Sequence[Any]],
        widths: Sequence[float],
        fails: Sequence[bool],
    ) -> None:
        """The data rows. A text, a date or nothing that a column had before is neither
        measured nor written out again."""
        known: dict[bool, list[tuple[int, Column, float, dict[Any, tuple[str, int]]]]] = {
            failing: [
                (index, column, width, {}) for index, (column, width) in enumerate(zip(columns, widths, strict=True))
            ]
            for failing in set(fails)
        }
        repeated = 0
        for line, failing in zip(zip(*values, strict=True), fails, strict=True):
            tallest, cells = 1, []
            for (index, column, width, before), value in zip(known[failing], line, strict=True):
                is_kept = value is None or value.__class__ in _KEPT
                found = before.get(value) if is_kept else None
                if found is None:
                    found = self._cell(sheet, index, column, width, value, failing)
                    if is_kept:
                        before[value] = found
                else:
                    repeated += found[1] > 0
                cells.append(found[0])
                if found[1] > tallest:
                    tallest = found[1]
            sheet.add_row(cells, min(_LINE * tallest + 6, _TALLEST))
        sheet.count_again(repeated)

    def _cell(
        self, sheet: RowSheet, index: int, column: Column, width: float, value: Any, failing: bool
    ) -> tuple[str, int]:
        """One value as a cell, and the lines that its text takes; 0 when it is no text."""
        kind = column.kind
        if value is None or value == "" or (isinstance(value, float) and not math.isfinite(value)):
            return sheet.blank(index, self._format(kind, column.is_input, failing)), 0
        if kind == "date" and isinstance(value, date):
            return sheet.day(index, value, self._format(kind, column.is_input, failing)), 0
        if kind in NUMERIC and not isinstance(value, str):
            is_whole = kind == "figure" and value == int(value)
            return sheet.number(index, float(value), self._format(kind, column.is_input, failing, is_whole)), 0
        text = str(value)
        shown = text if len(text) <= _CELL_LIMIT else f"{text[: _CELL_LIMIT - 8]}…（已截断）"
        return sheet.text(index, shown, self._format(kind, column.is_input, failing)), lines_of(shown, width)

    _widths = staticmethod(widths_of)

    @staticmethod
    def _validate(sheet: RowSheet, columns: Sequence[Column], last: int) -> None:
        for index, column in enumerate(columns):
            rule: dict[str, Any] = {}
            if column.choices:
                rule = {"validate": "list", "source": list(column.choices), "error_title": "请从下拉列表选择"}
            elif column.is_input and column.kind == "date":
                rule = {
                    "validate": "date",
                    "criteria": "between",
                    "minimum": date(2000, 1, 1),
                    "maximum": date(2099, 12, 31),
                }
                rule |= {"error_title": "日期格式不对", "error_message": "请填写日期，例如 2026-03-20"}
            elif column.is_input and column.kind == "month":
                rule = {"validate": "length", "criteria": "==", "value": 7, "error_title": "月份格式不对"}
                rule |= {"error_message": "请填写年月，例如 2026-04"}
            if rule:
                hint = {"input_title": column.title, "input_message": column.hint} if column.hint else {}
                sheet.data_validation(1, index, last, index, {**rule, **hint, "ignore_blank": True})

    def _set_up(
        self, sheet: RowSheet, columns: Sequence[Column], widths: Sequence[float], rows: int, name: str, is_signed: bool
    ) -> None:
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, rows, len(columns) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        printed = [column for column in columns if column.is_printed]
        first_input = next((i for i, c in enumerate(printed) if c.is_input), 0)
        if first_input and sum(widths[: len(printed)]) > _READABLE:
            self._print_on_two(sheet, printed, widths[: len(printed)], first_input)
        else:
            sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.print_area(0, 0, rows, len(printed) - 1)
        sheet.set_margins(**_MARGINS | ({"bottom": 0.75} if is_signed else {}))
        sheet.set_header(
            f'&C&"{_FONT},Bold"&12{_page_text(self._title, 60)}&R&"{_FONT},Regular"&8{_page_text(name, 31)}'
        )
        signatures = f"\n{_SIGNATURES}" if is_signed else ""
        sheet.set_footer(
            f'&L&"{_FONT},Regular"&8{_page_text(self._note, 80)}{signatures}&R&"{_FONT},Regular"&8第 &P 页 / 共 &N 页'
        )

    @staticmethod
    def _print_on_two(sheet: RowSheet, columns: Sequence[Column], widths: Sequence[float], first_input: int) -> None:
        """The evidence on one page, what is to be filled in on the next, where the columns that say
        whose row it is are repeated."""
        repeated = max((i for i, c in enumerate(columns) if c.is_repeated), default=0)
        given, filled = sum(widths[:first_input]), sum(widths[: repeated + 1]) + sum(widths[first_input:])
        sheet.set_print_scale(max(10, int(100 * _PAGE / max(given, filled))))
        sheet.set_v_pagebreaks([first_input])
        sheet.print_across()
        sheet.repeat_columns(0, repeated)

    def save(self, path: Path) -> Path:
        """Write the file; its folder is made when missing."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self.content())
        return path

    def content(self) -> bytes:
        """The finished workbook."""
        self._book.close()
        return self._bytes.getvalue()


def _page_text(text: str, limit: int) -> str:
    """Text for a page header, where & begins a code; a space keeps a leading digit apart from the font size."""
    flat = " ".join(text.split())[:limit]
    escaped = flat.replace("&", "&&")
    return f" {escaped}" if escaped[:1].isdigit() else escaped

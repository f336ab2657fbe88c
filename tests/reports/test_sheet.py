"""Rows written at once are the bytes that xlsxwriter itself would write."""

import io
from datetime import date, datetime, time

import openpyxl
import pytest
import xlsxwriter

from reports.shared.sheet import RowBook, RowSheet

ROWS: list[list] = [
    ["户编号", "姓名", "金额", "日期", "说明"],
    ["HD1", "张三", 12.5, date(2026, 3, 31), "一行\n两行"],
    ["HD2", "张三", -3, None, " 两边有空格 "],
    ["HD3", "=1+1", 1e15 / 7, date(1999, 12, 31), 'a & b < c > "d" \x07 _x0041_'],
    ["HD4", None, 0, None, "长" * 40_000],
    ["HD5", "𠮷" * 20_000, 0.1, None, "http://example.com"],
]
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
HEIGHTS = [20.0, 15.0, 32.5, 13.2, 400.0, 15.2]


def written(add, kind=xlsxwriter.Workbook) -> bytes:
    content = io.BytesIO()
    book = kind(content, OPTIONS)
    book.set_properties({"created": datetime(2026, 3, 31)})
    looks = [book.add_format({"border": 1, "num_format": shape}) for shape in ("@", "0.00", "yyyy-mm-dd")]
    for name in ("城关镇", "北河镇"):
        add(book, name, looks)
    book.close()
    return content.getvalue()


def by_cell(book, name, looks):
    sheet = book.add_worksheet(name)
    for number, (row, height) in enumerate(zip(ROWS, HEIGHTS, strict=True)):
        for column, value in enumerate(row):
            if value is None:
                sheet.write_blank(number, column, None, looks[0])
            elif isinstance(value, date):
                sheet.write_datetime(number, column, datetime.combine(value, time()), looks[2])
            elif isinstance(value, str):
                sheet.write_string(number, column, value, looks[0])
            else:
                sheet.write_number(number, column, value, looks[1])
        sheet.set_row(number, height)
    for number in range(len(ROWS)):
        sheet.write_string(number, len(ROWS[0]), f"码{number}", looks[0])


def by_row(book, name, looks):
    sheet = book.add_worksheet(name, RowSheet)
    for row, height in zip(ROWS, HEIGHTS, strict=True):
        cells = []
        for column, value in enumerate(row):
            if value is None:
                cells.append(sheet.blank(column, looks[0]))
            elif isinstance(value, date):
                cells.append(sheet.day(column, value, looks[2]))
            elif isinstance(value, str):
                cells.append(sheet.text(column, value, looks[0]))
            else:
                cells.append(sheet.number(column, value, looks[1]))
        sheet.add_row(cells, height)
    at = len(ROWS[0])
    sheet.add_column(at, (sheet.text(at, f"码{number}", looks[0]) for number in range(len(ROWS))))


@pytest.mark.filterwarnings("ignore")
def test_the_same_bytes():
    assert written(by_row, RowBook) == written(by_row) == written(by_cell)


def test_a_repeated_text_counts():
    def repeated(book, name, looks):
        sheet = book.add_worksheet(name, RowSheet)
        cell = sheet.text(0, "同", looks[0])
        sheet.add_row([cell], 15)
        sheet.add_row([cell], 15)
        sheet.count_again(1)

    def plainly(book, name, looks):
        sheet = book.add_worksheet(name)
        for row in (0, 1):
            sheet.write_string(row, 0, "同", looks[0])
            sheet.set_row(row, 15)

    assert written(repeated) == written(plainly)


@pytest.mark.parametrize("text", ["<r>&</r>", "<r><t>张三</t></r>"])
def test_what_looks_like_formatting_stays_text(text):
    def add(book, name, looks):
        sheet = book.add_worksheet(name, RowSheet)
        sheet.add_row([sheet.text(0, text, looks[0])], 15)

    read = openpyxl.load_workbook(io.BytesIO(written(add, RowBook)))
    assert [sheet["A1"].value for sheet in read] == [text, text]

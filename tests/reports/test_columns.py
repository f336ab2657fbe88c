"""What becomes of a column that is declared wrongly, or not to be printed."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest

from reports.shared.columns import RUNNING, Column, ColumnSlip
from reports.shared.workbook import Book

ROWS = [{"size": 3, "covered": 2}, {"size": 5, "covered": 4}]
PLACE = "城关镇 复核清单, sheet 东街村: column 家庭人口 "


def sheet_of(*columns: Column, rows=ROWS, **about):
    book = Book("城关镇 复核清单", date(2026, 3, 31))
    book.sheet("东街村", columns, rows, **about)
    return openpyxl.load_workbook(io.BytesIO(book.content())).active


@pytest.mark.parametrize(
    ("of", "says"),
    [
        ("sizes", "asks for 'sizes', which its rows do not have; name one of: size, covered"),
        (lambda row, _: row["sizes"] + 1, "asks for 'sizes', which its rows do not have; name one of: size, covered"),
        (None, "has no `of` and nobody fills it in; say where its value comes from"),
    ],
)
def test_a_column_that_cannot_say_its_value_is_named_with_its_report(of, says):
    with pytest.raises(ColumnSlip) as refused:
        sheet_of(Column("家庭人口", "int", of=of))
    assert str(refused.value) == PLACE + says


def test_a_row_that_lacks_a_field_is_not_padded():
    with pytest.raises(ColumnSlip, match="'size'"):
        sheet_of(Column("家庭人口", "int", of="size"), rows=[*ROWS, {"covered": 1}])


def test_a_sheet_has_a_key_a_row():
    with pytest.raises(ValueError, match="shorter"):
        sheet_of(Column("家庭人口", "int", of="size"), keys=["only one"])


def test_a_column_takes_its_value_from_a_field_a_function_or_the_place_of_the_row():
    sheet = sheet_of(
        Column("序号", "int", of=RUNNING),
        Column("家庭人口", "int", of="size"),
        Column("合计", "int", of=lambda row, more: row["size"] + row["covered"] + more),
        Column("大小", of="size", wording={3: "小"}),
        Column("备注", is_input=True),
        context=100,
    )
    assert list(sheet.iter_rows(min_row=2, values_only=True)) == [(1, 3, 105, "小", None), (2, 5, 109, "5", None)]


def test_what_is_not_printed_stands_to_the_right_of_the_print_area():
    columns = (
        Column("内部", of="covered", is_printed=False),
        Column("家庭人口", "int", of="size"),
        Column("备注", is_input=True),
    )
    sheet = sheet_of(*columns)
    assert [cell.value for cell in sheet[1]] == ["家庭人口", "备注", "内部"]
    assert sheet.print_area == "'东街村'!$A$1:$B$3" and sheet.auto_filter.ref == "A1:C3"
    assert sheet_of(*columns[1:]).print_area == sheet.print_area

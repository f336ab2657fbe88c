"""Builders of small deliveries: canonical rows of any dataset, as CSV and as xlsx."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping, Sequence
from decimal import Decimal

import polars as pl
import xlsxwriter

from schemas.model import Column, Dataset, catalog
from transforms.intake import Intake, take_in

CATALOG = catalog()
Rows = Sequence[Sequence[object]]

VEHICLE_HEADER = ["姓名", "身份证明号码", "号牌种类", "号牌号码", "初次登记日期", "机动车状态"]
VEHICLE = ["张三", "62282719900101123X", "小型汽车", "甘M12345", "2020-03-01", "正常"]


def csv_bytes(rows: Rows, encoding: str = "utf-8", separator: str = ",", newline: str = "\n") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=newline).writerows(rows)
    return out.getvalue().encode(encoding)


def xlsx_bytes(sheets: Mapping[str, Rows], hidden: tuple[str, ...] = (), first_row: int = 0) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    as_date = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        if name in hidden:
            sheet.hide()
        for r, row in enumerate(rows, start=first_row):
            for c, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(r, c, cell)
                elif isinstance(cell, (dt.date, dt.datetime)):
                    sheet.write_datetime(r, c, cell, as_date)
                elif cell is not None:
                    sheet.write(r, c, cell)
    book.close()
    return out.getvalue()


def vehicles(rows: Rows, name: str = "公安_机动车_20260320.csv", header: Sequence[object] | None = None) -> Intake:
    """Take in a CSV of vehicles."""
    return take_in(name, csv_bytes([header or VEHICLE_HEADER, *rows]), CATALOG)


def problems_of(intake: Intake) -> pl.DataFrame:
    """The issues without the line that says how the file was read."""
    return intake.issues.filter(pl.col("code") != "reading")


def codes_of(intake: Intake) -> list[str]:
    return problems_of(intake)["code"].to_list()


def delivered_cell(column: Column, row: int) -> tuple[str, object]:
    """A well-formed text for a column and the value it must become."""
    match column.type:
        case "id":
            text = f"62282719900101{row:03d}X"
            return text, text
        case "name":
            return "张三丰", "张三丰"
        case "date":
            day = dt.date(2026, 3, 1 + row)
            return day.isoformat(), day
        case "month":
            return f"2026-{row + 1:02d}", dt.date(2026, row + 1, 1)
        case "money":
            factor = 10_000 if column.delivered_unit == "万元" else 1
            return f"{1234 + row}.56", Decimal(f"{1234 + row}.56") * factor
        case "number":
            return f"{90 + row}.25", Decimal(f"{90 + row}.2500")
        case "int":
            return str(row + 1), row + 1
        case "bool":
            return ("是", True) if row % 2 else ("否", False)
        case "code":
            code = sorted(column.codes)[row % len(column.codes)]
            return column.codes[code][0], code
        case _:
            return f"{column.title}甲{row}", f"{column.title}甲{row}"


def canonical(dataset: Dataset, count: int = 3) -> tuple[list[list[str]], list[dict[str, object]]]:
    """Header and rows as delivered, and the clean values expected."""
    columns = list(dataset.columns.values())
    cells = [[delivered_cell(column, row) for column in columns] for row in range(count)]
    delivered = [[column.headers[0] for column in columns], *([text for text, _ in row] for row in cells)]
    expected = [{column.name: value for column, (_, value) in zip(columns, row, strict=True)} for row in cells]
    return delivered, expected


def file_name(dataset: Dataset, ending: str = "csv") -> str:
    return f"{CATALOG.departments[dataset.department].title}_{dataset.title}_20260320.{ending}"


def sums_hold(intake: Intake) -> bool:
    """The accounting of an intake."""
    quarantined = intake.issues.filter(pl.col("severity") == "row_quarantined").select("sheet", "row").unique()
    rejected = intake.issues.filter(pl.col("severity") == "file_rejected")
    raw = sum(len(table.frame) for table in intake.tables)
    return (
        intake.rows_read == intake.rows_accepted + intake.rows_quarantined
        and intake.rows_accepted == len(intake.clean)
        and intake.rows_quarantined == len(quarantined)
        and intake.rows_read == raw
        and (len(rejected) == (intake.disposition == "rejected"))
    )

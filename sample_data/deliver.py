"""Render the county into files as departments send them, and say where each row ended up."""

from __future__ import annotations

import calendar
import csv
import io
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import xlsxwriter

from sample_data.damage import Rounded, Verbatim
from sample_data.layouts import BANK_LAYOUTS, LAYOUTS, Layout
from sample_data.people import Row
from sample_data.world import World
from schemas.model import Column, catalog

WORKBOOK_ROWS = 20_000  # above that a dataset comes as CSV
Cell = str | int | float | date | None
Places = dict[int, tuple[str, str, int]]


@dataclass(frozen=True)
class Delivery:
    """One file: its name, its layout, the day it was sent, its sheets (one, unnamed, in CSV)."""

    name: str
    dataset: str
    layout: Layout
    sent_on: date
    sheets: tuple[tuple[str, list[Row]], ...]


def plan(world: World) -> list[Delivery]:
    """Which files are sent: one a dataset, one a bank for deposits."""
    deliveries = []
    for name, dataset in catalog().datasets.items():
        rows, layout = world.tables[name], LAYOUTS[name]
        department = catalog().departments[dataset.department].title
        parts = {"": rows}
        if layout.part_by:
            at = list(dataset.columns).index(layout.part_by)
            parts = {value: [r for r in rows if r[at] == value] for value in sorted({r[at] for r in rows})}
        for part, part_rows in parts.items():
            way = BANK_LAYOUTS[part] if part else layout
            is_workbook = way.form == "xlsx" and len(part_rows) <= WORKBOOK_ROWS
            sent_on = world.as_of - timedelta(days=way.days)
            stem = "_".join(x for x in (department, dataset.title, part, f"{sent_on:%Y%m%d}") if x)
            if not is_workbook:
                sheets = (("", part_rows),)
            elif way.by_township:
                sheets = tuple((t, [r for r in part_rows if r.group == t]) for t in world.villages if any(r.group == t for r in part_rows))
            else:
                sheets = (("Sheet1", part_rows),)
            if not is_workbook and way.form == "xlsx":
                way = Layout("gb18030", way.days, "iso" if way.dates == "cell" else way.dates, "plain", way.bools, way.other_headers, way.in_wan)
            deliveries.append(Delivery(stem + (".xlsx" if is_workbook else ".csv"), name, way, sent_on, sheets))
    return deliveries


def write_inbox(world: World, folder: Path) -> Places:
    """Write every file into the folder; where the rows that truth speaks of stand: file, sheet, row (1-based)."""
    folder.mkdir(parents=True, exist_ok=True)
    watched = {id(m.row) for m in world.mentions} | {id(f.row) for f in world.faults}
    places: Places = {}
    for delivery in plan(world):
        content = _workbook(delivery) if delivery.name.endswith(".xlsx") else _csv(delivery)
        path = folder / delivery.name
        path.write_bytes(content)
        sent_at = calendar.timegm((*delivery.sent_on.timetuple()[:3], 9, 0, 0))
        os.utime(path, (sent_at, sent_at))
        first = _first_row(delivery)
        for sheet, rows in delivery.sheets:
            places.update({id(row): (delivery.name, sheet, first + at) for at, row in enumerate(rows) if id(row) in watched})
    return places


def _first_row(delivery: Delivery) -> int:
    above = len(delivery.layout.heading) if delivery.name.endswith(".xlsx") else 0
    return above + 2


def _headers(delivery: Delivery) -> list[str]:
    layout = delivery.layout
    headers = ["序号"] if layout.has_numbers else []
    for column in catalog().datasets[delivery.dataset].columns.values():
        spelling = column.headers[1 if column.name in layout.other_headers and len(column.headers) > 1 else 0]
        headers.append(f"{spelling}（万元）" if column.name in layout.in_wan else spelling)
    return headers


def _cells(delivery: Delivery, rows: list[Row]) -> Iterable[list[Cell]]:
    dataset = catalog().datasets[delivery.dataset]
    rng = Random(delivery.name)
    renderers = [_renderer(column, delivery.layout, rng) for column in dataset.columns.values()]
    for number, row in enumerate(rows, 1):
        cells = [None if v is None else v if type(v) in (Verbatim, Rounded) else render(v) for v, render in zip(row, renderers, strict=True)]
        yield [number, *cells] if delivery.layout.has_numbers else cells


def _renderer(column: Column, layout: Layout, rng: Random) -> Callable[[object], Cell]:
    """How one column's values are written in this layout."""
    if column.type == "date":
        return lambda value: _date(value, layout.dates)
    if column.type == "month":
        return lambda value: _month(value, layout.dates)
    if column.type == "money":
        is_wan = column.name in layout.in_wan or column.delivered_unit == "万元"
        return lambda value: _money(Decimal(value) / 10_000 if is_wan else Decimal(value), layout, is_wan)
    if column.type == "bool":
        return lambda value: layout.bools[0] if value else layout.bools[1]
    if column.type == "code":
        return lambda value: _code(column, value, rng)
    if column.type in ("int", "number"):
        return lambda value: value if layout.form == "xlsx" else str(value)
    return lambda value: str(value)


def _date(value: date, style: str) -> Cell:
    if style == "cell":
        return value
    y, m, d = value.year, value.month, value.day
    texts = {
        "iso": f"{y}-{m:02}-{d:02}",
        "slash": f"{y}/{m}/{d}",
        "dot": f"{y}.{m}.{d}",
        "compact": f"{y}{m:02}{d:02}",
        "chinese": f"{y}年{m}月{d}日",
    }
    return texts["iso"] + " 00:00:00" if style == "midnight" else texts[style]


def _month(value: date, style: str) -> Cell:
    if style == "cell":
        return value
    y, m = value.year, value.month
    return {"slash": f"{y}/{m}", "dot": f"{y}.{m}", "compact": f"{y}{m:02}", "chinese": f"{y}年{m:02}月"}.get(style, f"{y}-{m:02}")


def _money(value: Decimal, layout: Layout, is_wan: bool) -> Cell:
    if layout.money == "number":
        return float(value) if value != value.to_integral_value() else int(value)
    if is_wan or layout.money == "plain":
        return format(value.normalize() if is_wan else value, "f")
    return f"{value:,.2f}" if layout.money == "commas" else f"¥{value:,.2f}"


def _code(column: Column, key: str, rng: Random) -> str:
    """The usual spelling mostly. Kinship keeps it always: the others depend on the sex."""
    spellings = column.codes[key]
    return spellings[0] if column.name == "relation" or rng.random() < 0.85 else rng.choice(spellings)


def _csv(delivery: Delivery) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_headers(delivery))
    for _, rows in delivery.sheets:
        writer.writerows(_cells(delivery, rows))
    return text.getvalue().encode(delivery.layout.form)


def _workbook(delivery: Delivery) -> bytes:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    book.set_properties({"created": datetime(delivery.sent_on.year, delivery.sent_on.month, delivery.sent_on.day, 9)})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    layout = delivery.layout
    for name, rows in delivery.sheets:
        sheet = book.add_worksheet(name)
        for at, line in enumerate(layout.heading):
            sheet.write_string(at, 0, line.format(date=delivery.sent_on.isoformat()))
        at = len(layout.heading)
        sheet.write_row(at, 0, _headers(delivery))
        for cells in _cells(delivery, rows):
            at += 1
            for column, cell in enumerate(cells):
                if cell is None:
                    continue
                if type(cell) is Rounded:
                    sheet.write_number(at, column, int(cell))
                elif isinstance(cell, str):
                    sheet.write_string(at, column, cell)
                elif isinstance(cell, date):
                    sheet.write_datetime(at, column, datetime(cell.year, cell.month, cell.day), day)
                else:
                    sheet.write_number(at, column, cell)
        if layout.has_footer:
            sheet.write_row(at + 1, 0, ["合计", f"共{len(rows)}条"])
            sheet.write_row(at + 2, 0, ["制表：数据中心"])
    if layout.has_hidden_sheet:
        _hidden_sheet(book, delivery)
    book.close()
    return content.getvalue()


def _hidden_sheet(book: xlsxwriter.Workbook, delivery: Delivery) -> None:
    """The code list behind the workbook: hidden, so it is no data."""
    sheet = book.add_worksheet("字典")
    pairs = [(c.title, s) for c in catalog().datasets[delivery.dataset].columns.values() for spellings in c.codes.values() for s in spellings]
    for at, pair in enumerate([("项目", "取值"), *pairs]):
        sheet.write_row(at, 0, pair)
    sheet.hide()

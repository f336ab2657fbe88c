"""Render the county into files as departments send them, and say where each row ended up."""

from __future__ import annotations

import calendar
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from sample_data import damage, forms
from sample_data.damage import Rounded, Verbatim
from sample_data.forms import Cell, Sheet
from sample_data.layouts import BANK_LAYOUTS, LAYOUTS, MESSY, PLAIN, WORKBOOKS, Layout
from sample_data.people import Row
from sample_data.world import World
from schemas.model import Column, catalog

WORKBOOK_ROWS = 20_000  # above that a dataset comes as CSV
Places = dict[int, tuple[str, str, int]]


@dataclass(frozen=True)
class Delivery:
    """One file: its name, its layout, the day it was sent, its sheets (one, unnamed, in CSV)."""

    name: str
    dataset: str
    layout: Layout
    sent_on: date
    sheets: tuple[tuple[str, list[Row]], ...]


def plan(world: World, messy: bool = False) -> list[Delivery]:
    """Which files are sent: one a dataset, one a bank for deposits. `messy` sends the same in careless forms."""
    deliveries = []
    for name, dataset in catalog().datasets.items():
        rows, layout = world.tables[name], (MESSY if messy else LAYOUTS).get(name, PLAIN)
        department = catalog().departments[dataset.department].title
        parts = {"": rows}
        if layout.part_by:
            at = list(dataset.columns).index(layout.part_by)
            parts = {value: [r for r in rows if r[at] == value] for value in sorted({r[at] for r in rows})}
        for part, part_rows in parts.items():
            way = BANK_LAYOUTS[part] if part else layout
            if way.form in WORKBOOKS and len(part_rows) > WORKBOOK_ROWS:
                way = replace(
                    way,
                    form="gb18030",
                    dates="iso" if way.dates == "cell" else way.dates,
                    money="plain",
                    heading=(),
                    has_footer=False,
                )
            sent_on = world.as_of - timedelta(days=way.days)
            stem = "_".join(x for x in (department, way.named or dataset.title, part, f"{sent_on:%Y%m%d}") if x)
            sheets: tuple[tuple[str, list[Row]], ...]
            if way.form not in WORKBOOKS:
                sheets = (("", part_rows),)
            elif way.by_township:
                sheets = tuple(
                    (t, [r for r in part_rows if r.group == t])
                    for t in world.villages
                    if any(r.group == t for r in part_rows)
                )
            else:
                sheets = (("" if way.form == "parquet" else "Sheet1", part_rows),)
            ending = way.form if way.form in WORKBOOKS else "csv"
            deliveries.append(Delivery(f"{stem}.{ending}", name, way, sent_on, sheets))
    return deliveries


def write_inbox(world: World, folder: Path, messy: bool = False) -> Places:
    """Write every file into the folder; where the rows that truth speaks of stand: file, sheet, row (1-based)."""
    folder.mkdir(parents=True, exist_ok=True)
    watched = {id(m.row) for m in world.mentions} | {id(f.row) for f in world.faults}
    places: Places = {}
    for delivery in plan(world, messy):
        put(folder / delivery.name, content(delivery), delivery.sent_on)
        first = _first_row(delivery)
        for sheet, rows in delivery.sheets:
            places.update(
                {id(row): (delivery.name, sheet, first + at) for at, row in enumerate(rows) if id(row) in watched}
            )
    return places


def put(path: Path, content: bytes, sent_on: date) -> None:
    """Write one file, sent at nine in the morning of that day."""
    path.write_bytes(content)
    sent_at = calendar.timegm((*sent_on.timetuple()[:3], 9, 0, 0))
    os.utime(path, (sent_at, sent_at))


def content(delivery: Delivery) -> bytes:
    """The bytes of one file."""
    layout = delivery.layout
    sheets = [Sheet(name, _lines(delivery, rows), merged=_merged(delivery)) for name, rows in delivery.sheets]
    match layout.form:
        case "xlsx":
            return forms.xlsx([*sheets, *_further_sheets(delivery)], delivery.sent_on)
        case "xls":
            return forms.xls(sheets[0])
        case "ods":
            return forms.ods(sheets[0])
        case "parquet":
            return forms.parquet_file(sheets[0].lines)
        case _:
            return forms.text(sheets[0].lines, layout.form, layout.separator)


def table(delivery: Delivery) -> list[Sequence[Cell]]:
    """Header and rows of the first sheet, without what stands around them."""
    return [_headers(delivery), *_cells(delivery, delivery.sheets[0][1])]


def _first_row(delivery: Delivery) -> int:
    return _heading_rows(delivery) + delivery.layout.header_rows + 1


def _heading_rows(delivery: Delivery) -> int:
    return len(delivery.layout.heading) if delivery.layout.form in WORKBOOKS else 0


def _lines(delivery: Delivery, rows: list[Row]) -> list[Sequence[Cell]]:
    """One sheet from its first line: heading, header, data, footer."""
    layout = delivery.layout
    heading = [[line.format(date=delivery.sent_on.isoformat())] for line in layout.heading[: _heading_rows(delivery)]]
    lines = [*_header_lines(delivery), *_cells(delivery, rows)]
    if layout.empty_after is not None:
        lines = [[*line[: layout.empty_after], None, *line[layout.empty_after :]] for line in lines]
    footer = (
        [["合计", f"共{len(rows)}条"], ["制表：数据中心"]] if layout.has_footer and layout.form in WORKBOOKS else []
    )
    return [*heading, *lines, *footer]


def _header_lines(delivery: Delivery) -> list[Sequence[Cell]]:
    """The header; a group of columns stands above its own row, over the first of them only, as merged cells read."""
    headers, careless, groups = _headers(delivery), dict(delivery.layout.careless), delivery.layout.groups
    headers = [careless.get(header, header) for header in headers]
    if not groups:
        return [headers]
    upper, lower, seen = [], [], set()
    for header in headers:
        group = next((g for g in groups if header.startswith(g)), None)
        upper.append(header if group is None else None if group in seen else group)
        lower.append(header.removeprefix(group) if group else None)
        seen.add(group)
    return [upper, lower]


def _merged(delivery: Delivery) -> tuple[tuple[int, int, int, int], ...]:
    width = len(_headers(delivery))
    return (
        tuple((at, 0, at, width - 1) for at in range(len(delivery.layout.heading))) if delivery.layout.is_merged else ()
    )


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
        cells = [
            None if v is None else v if type(v) in (Verbatim, Rounded) else render(v)
            for v, render in zip(row, renderers, strict=True)
        ]
        cells = [
            _dressed(cell, column, delivery.layout)
            for cell, column in zip(cells, dataset.columns.values(), strict=True)
        ]
        yield [number, *cells] if delivery.layout.has_numbers else cells


def _renderer(column: Column, layout: Layout, rng: Random) -> Callable[[Any], Cell]:
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
        return lambda value: value if layout.form in WORKBOOKS else str(value)
    return lambda value: str(value)


def _dressed(cell: Cell, column: Column, layout: Layout) -> Cell:
    """What a program puts on a cell, without changing what it says."""
    if cell is None and column.type == "money":
        return layout.no_value
    if column.type != "id" or not isinstance(cell, str) or type(cell) in (Verbatim, Rounded) or not layout.id_dress:
        return cell
    return {"apostrophe": f"'{cell}", "nbsp": f"{cell}\u00a0", "lower_case": cell.lower()}[layout.id_dress]


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
    return {"slash": f"{y}/{m}", "dot": f"{y}.{m}", "compact": f"{y}{m:02}", "chinese": f"{y}年{m:02}月"}.get(
        style, f"{y}-{m:02}"
    )


def _money(value: Decimal, layout: Layout, is_wan: bool) -> Cell:
    if layout.money == "number":
        return float(value) if value != value.to_integral_value() else int(value)
    if layout.money == "wan":
        return f"{format((value / 10_000).normalize(), 'f')}万"
    if layout.money == "full_width":
        return damage.full_width(format(value, "f"))
    if is_wan or layout.money == "plain":
        return format(value.normalize() if is_wan else value, "f")
    return f"{value:,.2f}" if layout.money == "commas" else f"¥{value:,.2f}"


def _code(column: Column, key: str, rng: Random) -> str:
    """The usual spelling mostly. Kinship keeps it always: the others depend on the sex."""
    spellings = column.codes[key]
    return spellings[0] if column.name == "relation" or rng.random() < 0.85 else rng.choice(spellings)


def _further_sheets(delivery: Delivery) -> list[Sheet]:
    """A sheet that is a note, and the hidden code list behind a workbook: neither is data."""
    sheets = []
    if delivery.layout.has_notes:
        sheets.append(Sheet("填表说明", [["请按登记证书如实填写"], ["证件号码请设为文本格式"]]))
    if delivery.layout.has_hidden_sheet:
        pairs = [
            (c.title, s)
            for c in catalog().datasets[delivery.dataset].columns.values()
            for spellings in c.codes.values()
            for s in spellings
        ]
        sheets.append(Sheet("字典", [("项目", "取值"), *pairs], is_hidden=True))
    return sheets

"""A sheet with its header known → its data rows, typed. Empty rows, footers and repeated headers are not data."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import polars as pl

from schemas.clean import DELIVERED, clean_types
from schemas.model import Dataset
from transforms.intake.headers import Fit
from transforms.intake.sheets import Grid
from transforms.intake.values import Reading, read_column

FOOTERS = ("合计", "总计", "小计", "制表", "审核", "备注")
"""Words the first filled cell of a footer begins with."""
WORKERS = 2
"""Columns of one file that are read at a time."""


@dataclass(frozen=True)
class RawTable:
    """One sheet as delivered: `frame` has `row` and one text column per column of the sheet, one row per data row."""

    sheet: str
    header: list[str]
    frame: pl.DataFrame

    @property
    def cells(self) -> list[list[str | None]]:
        """The cells of every data row."""
        return [list(cells) for cells in self.frame.drop("row").iter_rows()]


def data_rows(grid: Grid, fit: Fit) -> pl.DataFrame:
    """The rows below the header that are data: `row` and the text columns."""
    body = grid.frame.slice(fit.last + 1)
    first = _stripped(body, grid.columns[:1])["c0"]
    has_rest = first.null_count() > 0  # a row that begins empty has to be looked through
    if has_rest:
        text = _stripped(body, grid.columns)
        first = text.select(pl.coalesce(pl.all()).alias("first")).to_series()
    is_data = first.is_not_null()
    for header in (fit.first, fit.last):
        labels = [filled_text(cell) for cell in grid.frame.row(header)[1:]]
        if has_rest or labels[0] is None or (first == labels[0]).any():
            is_data &= ~_repeats(_stripped(body, grid.columns), labels)
    footer = first.str.replace_all(r"\s", "").str.contains("^(?:" + "|".join(FOOTERS) + ")").fill_null(False)
    if footer.any():
        required = [f"c{index}" for column, index in fit.columns.items() if column in fit.required_names]
        whole = _stripped(body, required).select(pl.all_horizontal(pl.all().is_not_null())).to_series()
        is_data &= ~(footer & ~whole)
    return body if is_data.all() else body.filter(is_data)


def _stripped(body: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """Those columns without spaces around the text; null for what is blank."""
    return body.select(pl.col(columns).str.strip_chars().replace("", None))


def filled_text(cell: str | None) -> str | None:
    return (cell or "").strip() or None


def _repeats(text: pl.DataFrame, header: list[str | None]) -> pl.Series:
    """Rows equal to the header, as exports that repeat it on every page have them."""
    equal = [pl.col(f"c{i}") == cell for i, cell in enumerate(header) if cell is not None]
    return text.select(pl.all_horizontal(*equal).fill_null(False).alias("equal")).to_series()


def raw_table(grid: Grid, fit: Fit, rows: pl.DataFrame) -> RawTable:
    """The data rows as delivered, every cell kept."""
    used = grid.columns[: _last_used(grid, fit, rows)]
    return RawTable(grid.sheet, list(fit.labels[: len(used)]), rows.select("row", *used))


def _last_used(grid: Grid, fit: Fit, rows: pl.DataFrame) -> int:
    """Columns up to the last one with a header or a cell."""
    used = (i + 1 for i, name in enumerate(grid.columns) if fit.labels[i] or rows[name].is_not_null().any())
    return max(used, default=1)


def typed_rows(dataset: Dataset, grid: Grid, fit: Fit, rows: pl.DataFrame) -> pl.DataFrame:
    """sheet, row, is_long, and every column of the dataset typed and as delivered."""
    count = len(rows)

    def read(name: str) -> Reading:
        return read_column(dataset.columns[name], rows[f"c{fit.columns[name]}"], fit.units.get(name))

    with ThreadPoolExecutor(WORKERS) as pool:  # polars works outside Python's lock
        readings = dict(zip(fit.columns, pool.map(read, fit.columns), strict=True))
    columns: dict[str, pl.Series] = {}
    for name, dtype in clean_types(dataset).items():
        if name in readings:
            columns[name], columns[name + DELIVERED] = readings[name].value, readings[name].delivered
        else:
            columns[name] = pl.Series([None], dtype=dtype).new_from_index(0, count)
            columns[name + DELIVERED] = pl.Series([None], dtype=pl.String).new_from_index(0, count)
    columns = {name: column.alias(name) for name, column in columns.items()}
    place = rows.select(pl.lit(grid.sheet).alias("sheet"), "row", _is_long(grid, fit))
    return place.with_columns(**columns)


def _is_long(grid: Grid, fit: Fit) -> pl.Expr:
    """A CSV record with something beyond the last header; in a spreadsheet cells beside the table are remarks."""
    beyond = grid.columns[max((i for i, label in enumerate(fit.labels) if label), default=0) + 1 :]
    if not grid.is_records or not beyond:
        return pl.lit(False).alias("is_long")
    return pl.any_horizontal(pl.col(beyond).str.strip_chars().str.len_bytes() > 0).fill_null(False).alias("is_long")

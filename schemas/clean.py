"""One pandera schema per dataset, built from the model: what a row must be to become a clean row.

A frame to be validated has, for every column of the dataset, the typed value under its own name and the text as
delivered under `<name>__delivered` (null where it says "no value"). Checks: required → not null; code → one of the
closed list; and for every column that what was delivered could be read.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandera.polars as pa
import polars as pl
from pandera.polars import PolarsData

from schemas.model import Column, Dataset

POLARS_TYPES: Mapping[str, pl.DataType] = {
    "name": pl.String(),
    "id": pl.String(),
    "date": pl.Date(),
    "month": pl.Date(),
    "money": pl.Decimal(18, 2),
    "number": pl.Decimal(18, 4),
    "int": pl.Int32(),
    "bool": pl.Boolean(),
    "code": pl.String(),
    "text": pl.String(),
}

DELIVERED = "__delivered"
READABLE = "readable"
"""Name of the check "was something, became null"."""
KNOWN_CODE = "known_code"
NOT_NULL = "not_nullable"
"""pandera's own name of the check on required columns."""


def clean_types(dataset: Dataset) -> dict[str, pl.DataType]:
    """Columns of the clean frame after `sheet` and `row`, in catalog order."""
    return {column.name: POLARS_TYPES[column.type] for column in dataset.columns.values()}


def clean_schema(dataset: Dataset) -> pa.DataFrameSchema:
    """The schema of a dataset; validate a DataFrame (not a LazyFrame, whose data pandera skips) with `lazy=True`."""
    columns = {column.name: _column(column) for column in dataset.columns.values()}
    columns |= {column.name + DELIVERED: pa.Column(pl.String, nullable=True) for column in dataset.columns.values()}
    return pa.DataFrameSchema(columns, name=dataset.name, title=dataset.title, description=dataset.grain)


def _column(column: Column) -> pa.Column:
    checks = [pa.Check(_is_readable, name=READABLE, error=READABLE, ignore_na=False)]
    if column.codes:
        checks.append(pa.Check.isin(list(column.codes), name=KNOWN_CODE, error=KNOWN_CODE))
    return pa.Column(
        POLARS_TYPES[column.type],
        checks,
        nullable=not column.required,
        title=column.title,
        description=column.unit,
        name=column.name,
    )


def _is_readable(data: PolarsData) -> pl.LazyFrame:
    return data.lazyframe.select(pl.col(data.key).is_not_null() | pl.col(data.key + DELIVERED).is_null())

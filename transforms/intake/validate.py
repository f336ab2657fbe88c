"""Typed rows against the dataset's pandera schema: which rows are clean, which are set aside, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandera.errors
import polars as pl

from schemas.clean import DELIVERED, KNOWN_CODE, NOT_NULL, READABLE, clean_schema, clean_types
from schemas.model import Dataset
from transforms.intake import issues


@dataclass(frozen=True)
class Validated:
    """`clean` has the accepted rows; `quarantined` counts the others; `problems` has one row per problem."""

    clean: pl.DataFrame
    quarantined: int
    problems: pl.DataFrame


def validate(dataset: Dataset, rows: pl.DataFrame) -> Validated:
    """`rows`: sheet, row, is_long (a CSV record longer than its header), every column typed and as delivered."""
    places = rows.select("sheet", "row").with_row_index("index").cast({"index": pl.Int64})
    failures = _failures(dataset, rows)
    long = places.filter(rows["is_long"])
    problems = [issues.long_records(long)] if len(long) else []
    bad_rows = [long["index"]]
    clean = rows
    for name, column in dataset.columns.items():
        for check, index in _by_check(failures, name):
            at = index.to_frame().join(places, on="index", how="left", maintain_order="left")
            if check == NOT_NULL:
                problems.append(issues.missing_values(at, column))
            else:
                at = at.with_columns(rows[name + DELIVERED].gather(index).alias("delivered"))
                problems.append(issues.unreadable_values(at, column))
            if column.required:
                bad_rows.append(index)
            elif check == KNOWN_CODE:
                clean = clean.with_columns(pl.when(pl.col(name).is_in(list(column.codes))).then(pl.col(name)))
    bad = pl.concat(bad_rows).unique()
    is_good = pl.Series([True]).new_from_index(0, len(rows)) if len(rows) else pl.Series([], dtype=pl.Boolean)
    if len(bad):
        is_good = ~places["index"].is_in(bad.implode())
    found = pl.concat([p.cast(issues.ISSUE_TYPES) for p in problems]) if problems else issues.no_issues()
    return Validated(clean.filter(is_good).select("sheet", "row", *clean_types(dataset)), len(bad), found)


def _failures(dataset: Dataset, rows: pl.DataFrame) -> pl.DataFrame:
    """column, check, index of every failure."""
    wanted = [c for name in dataset.columns for c in (name, name + DELIVERED)]
    try:
        clean_schema(dataset).validate(rows.select(wanted), lazy=True)
    except pandera.errors.SchemaErrors as problem:
        failures = problem.failure_cases.select("column", "check", pl.col("index").cast(pl.Int64))
        if failures["index"].null_count():  # a failure without a row is about the schema, so a defect of ours
            raise
        return failures
    return pl.DataFrame(schema={"column": pl.String, "check": pl.String, "index": pl.Int64})


def _by_check(failures: pl.DataFrame, column: str) -> Iterator[tuple[str, pl.Series]]:
    """Rows that failed on a column, per check. What could not be read is null as well, and is named once."""
    own = failures.filter(pl.col("column") == column)
    unread = own.filter(pl.col("check") == READABLE)["index"].unique().sort()
    for check in (READABLE, KNOWN_CODE, NOT_NULL):
        index = unread if check == READABLE else own.filter(pl.col("check") == check)["index"].unique().sort()
        if check == NOT_NULL and len(unread):
            index = index.filter(~index.is_in(unread.implode()))
        if len(index):
            yield check, index

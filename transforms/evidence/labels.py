"""What staff call the departments, the datasets and their columns, as tables that SQL joins."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from duckdb import DuckDBPyConnection

from schemas.model import Catalog


def label(con: DuckDBPyConnection, catalog: Catalog) -> None:
    """Tables `department_labels` and `dataset_labels`: what staff call a department, a dataset's ID
    column and its household column."""
    departments = [(department.name, department.title) for department in catalog.departments.values()]
    datasets = []
    for dataset in catalog.datasets.values():
        household = dataset.columns.get("household_id")
        titles = [dataset.columns[p.id_column].title if p.id_column else None for p in dataset.parties] or [None]
        for party, title in enumerate(titles, start=1):
            datasets.append(
                (
                    dataset.name,
                    party,
                    catalog.departments[dataset.department].title,
                    title,
                    household.title if household else None,
                )
            )
    _store(con, "department_labels", {"name": "VARCHAR", "department": "VARCHAR"}, departments)
    columns = {
        "dataset": "VARCHAR",
        "party": "TINYINT",
        "department": "VARCHAR",
        "id_title": "VARCHAR",
        "household_title": "VARCHAR",
    }
    _store(con, "dataset_labels", columns, datasets)


def _store(con: DuckDBPyConnection, table: str, columns: Mapping[str, str], rows: Sequence[tuple]) -> None:
    """Write a table of our own from rows, as one text: a parameter per cell, or lists of them, take DuckDB
    twenty times as long to plan."""
    told = json.dumps([dict(zip(columns, row, strict=True)) for row in rows])
    con.execute(
        f"CREATE OR REPLACE TABLE {table} AS SELECT unnest(from_json($1, $2), recursive := true)",
        [told, json.dumps([columns])],
    )

"""Deliveries that are too thin to count: below the minimum of their dataset they are as if they had not come.

The level is one delivery: all accepted files of one dataset in one inbox, the same bytes counted once. What was
delivered before stays in force; without it the dataset is not delivered, and what depends on it is unknown.
"""

from __future__ import annotations

import duckdb
import polars as pl

from flows.storage.store import Store
from schemas.batch import Batch
from schemas.macros import define_macros
from schemas.model import Catalog, Dataset, Minimum

CODE = "below_minimum"


def refuse_thin(store: Store, batch: Batch, catalog: Catalog) -> None:
    """Turn the files of a delivery below its minimum into rejected ones, in core.files of this batch,
    with the reason as an issue."""
    asked = [dataset for dataset in catalog.datasets.values() if dataset.minimum != Minimum()]
    if not asked:
        return
    cursor = store.con.cursor()
    try:
        cursor.execute("USE memory")
        define_macros(cursor)
        thin = {dataset.name: why for dataset in asked if (why := _wanting(cursor, batch, dataset))}
    finally:
        cursor.close()
    for dataset, why in thin.items():
        with store.writing() as cursor:
            given = {"batch_id": batch.batch_id, "dataset": dataset}
            those = "batch_id = $batch_id AND dataset = $dataset AND disposition = 'accepted'"
            issue = given | {
                "code": CODE,
                "message": why,
                "fix": "请核实导出条件，重新报送完整的数据；确属正常的，请在政策目录中调整下限",
            }
            cursor.execute(
                f"INSERT INTO core.file_issues SELECT batch_id, file, $code, 'file_rejected', $message, $fix FROM core.files WHERE {those}",
                issue,
            )
            cursor.execute(f"UPDATE core.files SET disposition = 'rejected' WHERE {those}", given)


def _wanting(cursor: duckdb.DuckDBPyConnection, batch: Batch, dataset: Dataset) -> str | None:
    """Why the delivery does not count; None when it does, or when there is none."""
    files = "SELECT DISTINCT sha256, any_value(content_id) AS content_id, any_value(rows_read) AS rows_read FROM store.core.files"
    those = f"{files} WHERE batch_id = $batch_id AND dataset = $dataset AND disposition = 'accepted' GROUP BY sha256"
    count, read, accepted, valid = cursor.execute(
        f"""
        WITH those AS ({those})
        SELECT (SELECT count(*) FROM those), (SELECT coalesce(sum(rows_read), 0)::BIGINT FROM those), count(*), count(*) FILTER ({_is_valid(dataset)})
        FROM store.clean."{dataset.name}" SEMI JOIN those USING (content_id)
        """,
        {"batch_id": batch.batch_id, "dataset": dataset.name},
    ).fetchall()[0]
    return wanting(dataset, read, accepted, valid) if count else None


def _is_valid(dataset: Dataset) -> str:
    """SQL text: whether a clean row names somebody under a valid ID."""
    named = [column for party in dataset.parties for column in party.id_columns] or [
        c.name for c in dataset.columns.values() if c.type == "id"
    ]
    return " OR ".join(f'memory.main.is_resident_id("{column}")' for column in named) or "true"


def valid_rows(dataset: Dataset, clean: pl.DataFrame) -> int:
    """Clean rows under a valid ID; 0 where the dataset asks for no share of them."""
    if dataset.minimum.valid_ids is None:
        return 0
    with duckdb.connect() as con:
        define_macros(con)
        con.register("clean", clean.to_arrow())
        return con.execute(f"SELECT count(*) FILTER ({_is_valid(dataset)}) FROM clean").fetchall()[0][0]


def wanting(dataset: Dataset, read: int, accepted: int, valid: int) -> str | None:
    """Why a delivery of so many rows, accepted rows, and accepted rows under a valid ID does
    not count; None when it does."""
    least = dataset.minimum
    if least.rows is not None and accepted < least.rows:
        return f"“{dataset.title}”本次只有 {accepted} 行可用，少于下限 {least.rows} 行，视为未报送"
    if read and least.valid_ids is not None and valid < least.valid_ids * read:
        share, wanted = 100 * valid / read, 100 * least.valid_ids
        return (
            f"“{dataset.title}”本次 {read} 行中证件号码有效且可用的占 {share:.1f}%，低于下限 {wanted:.1f}%，视为未报送"
        )
    return None

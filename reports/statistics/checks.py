"""勾稽: one row per self-check, two ways of counting the same thing. A difference is 不通过 and stands in red."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from reports.shared import labels
from reports.shared.batch_files import BatchFiles, Row
from reports.shared.columns import Column
from reports.shared.list_columns import NUMBER

PASSED, FAILED = "通过", "不通过"
COLUMNS = (
    NUMBER,
    Column("检查项", cap=70, of="item"),
    Column("左值", "figure", cap=18, of="left"),
    Column("右值", "figure", cap=18, of="right"),
    Column("差异", "figure", cap=14, of=lambda row, _: row["left"] - row["right"]),
    Column("结论", "code", cap=10, of=lambda row, _: FAILED if is_failing(row) else PASSED),
)


def reconcile(batch: BatchFiles) -> list[Row]:
    """Every self-check of a batch whose lists are already written: within the tables, and
    the files against the tables."""
    pairs = [(row["item"], row["left_value"], row["right_value"]) for row in batch.query_once("statistics", "checks")]
    for row in batch.query_once("statistics", "additive"):
        measure = row["measure"]
        pairs.append(
            (
                f"统计表：各{labels.said(labels.SCOPES, row['scope'])}“{measure}”户数之和＝全县户数",
                row["left_value"],
                row["right_value"],
            )
        )
    for row in batch.query_once("statistics", "expected"):
        pairs.append((f"文件行数＝表行数：{row['report']}", batch.written.get(row["report"], 0), row["expected"]))
    return rows(pairs)


def rows(pairs: Iterable[tuple[str, Any, Any]]) -> list[Row]:
    """One row per check: what it says, and its two values, 0 where nothing was counted."""
    return [{"item": item, "left": left or 0, "right": right or 0} for item, left, right in pairs]


def is_failing(row: Mapping[str, Any]) -> bool:
    return row["left"] != row["right"]

"""勾稽: one row per self-check, two ways of counting the same thing. A difference is 不通过 and stands in red."""

from __future__ import annotations

from typing import Any

from reports.shared import labels
from reports.shared.batch_files import BatchFiles
from reports.shared.workbook import Column

PASSED, FAILED = "通过", "不通过"
COLUMNS = (
    Column("序号", "int", cap=6),
    Column("检查项", cap=70),
    Column("左值", "figure", cap=18),
    Column("右值", "figure", cap=18),
    Column("差异", "figure", cap=14),
    Column("结论", "code", cap=10),
)


def reconcile(batch: BatchFiles) -> list[list[Any]]:
    """Every self-check of a batch whose lists are already written: within the tables, and the files against the tables."""
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
    return [_judged(number, *pair) for number, pair in enumerate(pairs, start=1)]


def _judged(number: int, item: str, left: Any, right: Any) -> list[Any]:
    left, right = left or 0, right or 0
    return [number, item, left, right, left - right, PASSED if left == right else FAILED]


def is_failing(line: Any) -> bool:
    return line[5] == FAILED

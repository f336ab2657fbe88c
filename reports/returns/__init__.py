"""退回单: one workbook per department that delivered something with problems.

明细 has one row per problem in the order in which the department finds them, 汇总 their count per kind with the right form, 读取情况 one row per file.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

from reports.shared import labels
from reports.shared.batch_files import BatchFiles, Row
from reports.shared.texts import Texts
from reports.shared.workbook import Column

REPORT = "退回单"
COLUMNS = (
    Column("序号", "int", cap=6),
    Column("文件", cap=30),
    Column("工作表", cap=14),
    Column("行号", "int", cap=8),
    Column("列", cap=14),
    Column("问题", cap=44),
    Column("原值（脱敏）", cap=22),
    Column("处理办法", cap=40),
    Column("正确格式示例", cap=30),
    Column("严重程度", "code", cap=11),
    Column("数据集", cap=14),
    Column("问题代码", "code", cap=20),
    Column("更正情况", cap=20, is_input=True),
)
SUMMARY = (
    Column("严重程度", "code", cap=11),
    Column("数据集", cap=16),
    Column("列", cap=16),
    Column("问题代码", "code", cap=22),
    Column("问题举例", cap=44),
    Column("涉及文件数", "int", cap=8),
    Column("条数", "int", cap=8),
    Column("正确格式示例", cap=30),
    Column("处理办法", cap=44),
)
READINGS = (Column("文件", cap=34), Column("数据集", cap=16), Column("读取情况", cap=90))
_EXAMPLES = {
    "id": "18 位文本，末位 X 大写，如 62282719********3X；单元格先设为文本格式",
    "name": "张三（不加空格和称谓）",
    "date": "2026-03-20",
    "month": "2026-03",
    "money": "1234.56（数字，不带单位和汉字）",
    "number": "12.5（数字，不带单位）",
    "int": "3（整数）",
    "bool": "是 / 否",
}


def column_titles(texts: Texts, dataset: str | None, column_name: str | None) -> str:
    """The Chinese titles of the columns of a problem; several stand together when a file lacks them."""
    return "、".join(texts.column(dataset, name) for name in (column_name or "").split("、"))


def right_form(texts: Texts, dataset: str | None, column_name: str | None) -> str:
    """An example of the right form of a column, by its type; a code column shows the words it may have."""
    known = texts.catalog.datasets.get(dataset or "")
    if not known or not column_name:
        return ""
    for column in known.columns.values():
        if column_name in (column.name, column.title, *column.headers):
            if column.codes:
                return " / ".join(spellings[0] for spellings in column.codes.values() if spellings)
            return _EXAMPLES.get(column.type, "")
    return ""


def _line(number: int, row: Row, texts: Texts) -> list[Any]:
    return [
        number,
        row["file"],
        row["sheet"],
        row["row"],
        column_titles(texts, row["dataset"], row["column_name"]),
        row["message"],
        row["value_masked"],
        row["fix"],
        right_form(texts, row["dataset"], row["column_name"]),
        labels.said(labels.SEVERITIES, row["severity"]),
        texts.dataset(row["dataset"]),
        row["code"],
    ]


def summary(rows: list[Row], texts: Texts) -> list[list[Any]]:
    """One line per severity, dataset, column and code: how many, and the first as an example."""

    def kind(row: Row) -> tuple:
        return (
            list(labels.SEVERITIES).index(row["severity"]),
            row["dataset"] or "",
            row["column_name"] or "",
            row["code"] or "",
        )

    lines = []
    for _, group in groupby(sorted(rows, key=kind), key=kind):
        same = list(group)
        first = same[0]
        lines.append(
            [
                labels.said(labels.SEVERITIES, first["severity"]),
                texts.dataset(first["dataset"]),
                column_titles(texts, first["dataset"], first["column_name"]),
                first["code"],
                first["message"],
                len({row["file"] for row in same}),
                len(same),
                right_form(texts, first["dataset"], first["column_name"]),
                first["fix"],
            ]
        )
    return lines


def write(batch: BatchFiles) -> None:
    """部门/<部门>/退回单_<部门>_<batch>.xlsx; problems of no known department stand under 未识别."""
    rows, readings = batch.query("returns", "issues"), batch.query("returns", "readings")
    for department in sorted({labels.department(row["department"]) for row in rows}):
        own = [row for row in rows if labels.department(row["department"]) == department]
        book = batch.book(f"{department} 数据{REPORT}")
        book.sheet("明细", COLUMNS, [_line(number, row, batch.texts) for number, row in enumerate(own, start=1)])
        book.sheet("汇总", SUMMARY, summary(own, batch.texts))
        read = [
            [row["file"], batch.texts.dataset(row["dataset"]), row["message"]]
            for row in readings
            if labels.department(row["department"]) == department
        ]
        if read:
            book.sheet("读取情况", READINGS, read)
        batch.save(book, batch.department_path(department, REPORT), REPORT, len(own))

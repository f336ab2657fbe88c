"""退回单: one workbook per department that delivered something with problems.

明细 has one row per problem in the order in which the department finds them, 汇总 their count per kind with the right
form, 读取情况 one row per file.
"""

from __future__ import annotations

from itertools import groupby

from reports.shared import labels
from reports.shared.batch_files import BatchFiles, Row
from reports.shared.columns import Column
from reports.shared.list_columns import NUMBER
from reports.shared.texts import Texts

REPORT = "退回单"
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


def _titles(row: Row, texts: Texts) -> str:
    return column_titles(texts, row["dataset"], row["column_name"])


def _form(row: Row, texts: Texts) -> str:
    return right_form(texts, row["dataset"], row["column_name"])


def _dataset(row: Row, texts: Texts) -> str:
    return texts.dataset(row["dataset"])


COLUMNS = (
    NUMBER,
    Column("文件", cap=30, of="file"),
    Column("工作表", cap=14, of="sheet"),
    Column("行号", "int", cap=8, of="row"),
    Column("列", cap=14, of=_titles),
    Column("问题", cap=44, of="message"),
    Column("原值（脱敏）", cap=22, of="value_masked"),
    Column("处理办法", cap=40, of="fix"),
    Column("正确格式示例", cap=30, of=_form),
    Column("严重程度", "code", cap=11, of="severity", wording=labels.SEVERITIES),
    Column("数据集", cap=14, of=_dataset),
    Column("问题代码", "code", cap=20, of="code"),
    Column("更正情况", cap=20, is_input=True),
)
SUMMARY = (
    Column("严重程度", "code", cap=11, of="severity", wording=labels.SEVERITIES),
    Column("数据集", cap=16, of=_dataset),
    Column("列", cap=16, of=_titles),
    Column("问题代码", "code", cap=22, of="code"),
    Column("问题举例", cap=44, of="message"),
    Column("涉及文件数", "int", cap=8, of="files"),
    Column("条数", "int", cap=8, of="problems"),
    Column("正确格式示例", cap=30, of=_form),
    Column("处理办法", cap=44, of="fix"),
)
READINGS = (
    Column("文件", cap=34, of="file"),
    Column("数据集", cap=16, of=_dataset),
    Column("读取情况", cap=90, of="message"),
)


def summary(rows: list[Row]) -> list[Row]:
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
        lines.append({**same[0], "files": len({row["file"] for row in same}), "problems": len(same)})
    return lines


def write(batch: BatchFiles) -> None:
    """部门/<部门>/退回单_<部门>_<batch>.xlsx; problems of no known department stand under 未识别."""
    rows, readings = batch.query("returns", "issues"), batch.query("returns", "readings")
    for department in sorted({batch.texts.department(row["department"]) for row in rows}):
        own = [row for row in rows if batch.texts.department(row["department"]) == department]
        book = batch.book(f"{department} 数据{REPORT}")
        book.sheet("明细", COLUMNS, own, batch.texts)
        book.sheet("汇总", SUMMARY, summary(own), batch.texts)
        read = [row for row in readings if batch.texts.department(row["department"]) == department]
        if read:
            book.sheet("读取情况", READINGS, read, batch.texts)
        batch.save(book, batch.department_path(department, REPORT), REPORT, len(own))

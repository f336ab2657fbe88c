"""Issues: one row per problem of a delivered file, in plain words for the clerk who must put it right."""

from __future__ import annotations

import polars as pl

from schemas.masking import mask_expr, mask_text
from schemas.model import Column, Dataset

ISSUE_TYPES = pl.Schema(
    {
        "sheet": pl.String,
        "row": pl.Int64,
        "column_name": pl.String,
        "value_masked": pl.String,
        "code": pl.String,
        "severity": pl.String,
        "message": pl.String,
        "fix": pl.String,
    }
)

READ_AS = {
    "date": ("impossible_date", "不是有效日期", "请写成 2026-03-10 这样的日期"),
    "month": ("impossible_date", "不是有效月份", "请写成 2026-03 这样的月份"),
    "money": ("impossible_number", "不是有效金额", "请只填数字，单位写在表头"),
    "number": ("impossible_number", "不是有效数字", "请只填不小于 0 的数字"),
    "int": ("impossible_number", "不是有效整数", "请只填不小于 0 的整数"),
    "bool": ("unknown_code", "不是“是”或“否”", "请填“是”或“否”"),
    "code": ("unknown_code", "不在约定的取值内", "请按约定取值填写"),
}
"""What it means when a delivered text of a type became nothing: code, what is wrong, what to do."""


def no_issues() -> pl.DataFrame:
    return pl.DataFrame(schema=ISSUE_TYPES)


def file_issue(
    code: str, severity: str, message: str, fix: str, column_name: str | None = None, sheet: str | None = None
) -> pl.DataFrame:
    """One issue about a file or a sheet as a whole."""
    return pl.DataFrame(
        {"sheet": [sheet], "row": [None], "column_name": [column_name], "value_masked": [None], "code": [code]}
        | {"severity": [severity], "message": [message], "fix": [fix]},
        schema=ISSUE_TYPES,
    )


def missing_values(places: pl.DataFrame, column: Column) -> pl.DataFrame:
    """Rows whose required column says nothing. `places` has sheet and row."""
    text = f"必需列“{column.title}”没有值，本行未采用"
    return _issues(places, column, pl.lit(None, dtype=pl.String), "missing_value", pl.lit(text), "请补填后重新报送本行")


def unreadable_values(places: pl.DataFrame, column: Column) -> pl.DataFrame:
    """Rows whose column holds something that cannot be read. `places` has sheet, row and delivered."""
    code, wrong, fix = READ_AS[column.type]
    if column.type == "code":
        fix = "请按约定取值填写：" + "、".join(words[0] for words in column.codes.values() if words)
    masked = mask_expr(pl.col("delivered"), column.personal)
    effect = "本行未采用" if column.required else "按空值处理"
    message = pl.format("“{}”列的“{}”{}，{}", pl.lit(column.title), masked, pl.lit(wrong), pl.lit(effect))
    return _issues(places, column, masked, code, message, fix)


def long_records(places: pl.DataFrame) -> pl.DataFrame:
    """Records of a CSV with more filled fields than the header: their values may have moved into other columns."""
    return places.select(
        "sheet",
        "row",
        pl.lit(None, dtype=pl.String).alias("column_name"),
        pl.lit(None, dtype=pl.String).alias("value_masked"),
        pl.lit("extra_cells").alias("code"),
        pl.lit("row_quarantined").alias("severity"),
        pl.lit("本行的列数多于表头，数值可能错位，未采用").alias("message"),
        pl.lit("值里含有分隔符（如 1,234.50）时请加引号，或改报 xlsx").alias("fix"),
    )


def ignored_column(label: str, dataset: Dataset) -> pl.DataFrame:
    label = mask_text(label) or ""
    return file_issue(
        "ignored_column",
        "warning",
        f"列“{label}”不在“{dataset.title}”的约定之内，未使用，原样留存",
        "如应使用，请核对表头写法；否则无需处理",
        label,
    )


def _issues(
    places: pl.DataFrame, column: Column, masked: pl.Expr, code: str, message: pl.Expr, fix: str
) -> pl.DataFrame:
    severity = "row_quarantined" if column.required else "warning"
    return places.select(
        "sheet",
        "row",
        pl.lit(column.name).alias("column_name"),
        masked.alias("value_masked"),
        pl.lit(code).alias("code"),
        pl.lit(severity).alias("severity"),
        message.alias("message"),
        pl.lit(fix).alias("fix"),
    )

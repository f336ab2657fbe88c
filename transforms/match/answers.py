"""Judgements as they come back: one row per answered pair, taken or returned with its problem
(schemas/core.yaml, judgements)."""

from __future__ import annotations

from datetime import date

import polars as pl

JUDGEMENTS = ("同一人", "非同一人", "不确定")


def sorted_answers(answers: pl.DataFrame, known: pl.DataFrame, today: date) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Answers as they came (row, pair_id, judgement, judged_by, judged_on as text) → those taken, and
    those returned with a `problem`.

    Rows without a judgement are not answered yet and are in neither. known: the pairs ever asked about
    (pair_id). An empty date is today.
    """
    filled = answers.filter(pl.col("judgement") != "")
    day = (
        pl.col("judged_on")
        .str.replace_all(r"[./年月]", "-")
        .str.strip_chars("日 ")
        .str.slice(0, 10)
        .str.to_date("%Y-%m-%d", strict=False)
    )
    checked = filled.with_columns(
        day=pl.when(pl.col("judged_on") == "").then(pl.lit(today)).otherwise(day),
        is_known=pl.col("pair_id").is_in(known["pair_id"].implode()),
        says=pl.col("judgement").n_unique().over("pair_id"),
    ).with_columns(
        problem=pl.when(~pl.col("is_known")).then(pl.lit("配对编号不是本工作区发出的，请勿改动该列"))
        .when(~pl.col("judgement").is_in(JUDGEMENTS)).then(pl.lit(f"判断只能填：{'、'.join(JUDGEMENTS)}"))
        .when(pl.col("says") > 1).then(pl.lit("同一配对填了不同的判断，请只留一个"))
        .when(pl.col("judged_by") == "").then(pl.lit("判断人未填"))
        .when(pl.col("day").is_null()).then(pl.lit("判断日期不是有效日期，请写成 2026-03-10 这样的日期"))
        .when(pl.col("day") > pl.lit(today)).then(pl.lit("判断日期晚于今天"))
    )  # fmt: skip
    taken = checked.filter(pl.col("problem").is_null()).unique("pair_id", keep="first", maintain_order=True)
    returned = checked.filter(pl.col("problem").is_not_null()).select(*answers.columns, "problem")
    return taken.select("row", "pair_id", "judgement", "judged_by", judged_on="day"), returned

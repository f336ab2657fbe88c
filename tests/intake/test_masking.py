"""Masks: the same for a scalar and for a column, and nothing personal left."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import masking

PAIRS = [
    (getattr(masking, f"mask_{kind}"), getattr(masking, f"mask_{kind}_expr"))
    for kind in ("id", "phone", "account", "name", "contact", "text")
]


@pytest.mark.parametrize(
    ("mask", "value", "masked"),
    [
        (masking.mask_id, "62282719900101123X", "622827********123X"),
        (masking.mask_id, "622827900101123", "622827*****1123"),
        (masking.mask_id, "1234567", "12****7"),
        (masking.mask_id, "622827********123X", "622827********123X"),
        (masking.mask_phone, "13812345678", "138****5678"),
        (masking.mask_phone, "0934-8612345", "********2345"),
        (masking.mask_account, "6228480012345678901", "***************8901"),
        (masking.mask_account, "1234567", "*******"),
        (masking.mask_name, "张三", "张*"),
        (masking.mask_name, "欧阳修文", "欧***"),
        (masking.mask_name, "张", "*"),
        (masking.mask_contact, "甘肃省庆阳市镇原县城关镇", "甘肃***"),
        (masking.mask_contact, "13812345678", "138****5678"),
        (masking.mask_text, "飞机", "飞机"),
        (masking.mask_text, "证62282719900101123X", "证622827********123X"),
        (masking.mask_text, "电话13812345678转1", "电话138****5678转1"),
        (masking.mask_text, "长" * 40, "长" * 29 + "…"),
    ],
)
def test_masks(mask, value, masked):
    assert mask(value) == masked
    assert mask(None) is None


@given(st.lists(st.none() | st.text(max_size=40) | st.from_regex(r"[0-9]{6,20}[X]?", fullmatch=True), max_size=8))
def test_scalar_and_column_agree(values):
    for scalar, expr in PAIRS:
        masked = pl.DataFrame({"v": values}, schema={"v": pl.String}).select(expr(pl.col("v"))).to_series()
        assert masked.to_list() == [scalar(value) for value in values]

"""Masking of personal values: one function per kind of value, for a scalar and for a polars expression.

A masked value keeps its length where that tells nothing (IDs, accounts), so that people can compare it with the paper.
None stays None. What is already masked stays masked.
"""

from __future__ import annotations

import re

import polars as pl

SHOWN = 30
"""Longest piece of a value, in characters, that an issue may quote."""

_STARS = "*" * 64
# Digits within other text, for Python and for polars alike: an ID, a mobile number, any long number.
_RUNS = (
    (r"([0-9]{6})[0-9]{5,}([0-9]{3}[0-9Xx])", "{1}********{2}"),
    (r"(^|[^0-9*])(1[0-9]{2})[0-9]{4}([0-9]{4})($|[^0-9])", "{1}{2}****{3}{4}"),
    (r"[0-9]{7,}([0-9]{4})", "*******{1}"),
)


def mask_id(value: str | None) -> str | None:
    """622827199001011234 → 622827********1234. First 6 and last 4 stay; a value under 15 characters keeps
    its first 2 and last 1 at most."""
    if value is None:
        return None
    if len(value) >= 15:
        return value[:6] + _stars(len(value) - 10) + value[-4:]
    return _short(value)


def mask_phone(value: str | None) -> str | None:
    """13812345678 → 138****5678. Other lengths are masked like an account."""
    if value is None:
        return None
    if len(value) == 11:
        return value[:3] + "****" + value[-4:]
    return mask_account(value)


def mask_account(value: str | None) -> str | None:
    """6228480012345678901 → ***************8901. The last 4 stay."""
    if value is None:
        return None
    if len(value) >= 8:
        return _stars(len(value) - 4) + value[-4:]
    return _stars(len(value))


def mask_name(value: str | None) -> str | None:
    """张三丰 → 张**. The first character stays; a name of one character is hidden."""
    if value is None:
        return None
    return value[:1] + _stars(len(value) - 1) if len(value) > 1 else _stars(len(value))


def mask_contact(value: str | None) -> str | None:
    """A phone, account, plate or address: digits as phone or account, anything else keeps its first 2 characters."""
    if value is None:
        return None
    if re.fullmatch(r"[0-9]{11}", value):
        return mask_phone(value)
    if re.fullmatch(r"[0-9* -]{8,}", value):
        return mask_account(value)
    return value[:2] + "***" if len(value) > 2 else _stars(len(value))


def mask_digits(value: str) -> str:
    """A text with its runs of digits that look like an ID, a phone or an account masked."""
    for pattern, masked in _RUNS:
        value = re.sub(pattern, re.sub(r"\{([0-9])\}", r"\\g<\1>", masked), value)
    return value


def mask_text(value: str | None) -> str | None:
    """Any other value, shortened to 30 characters, with runs of digits masked."""
    if value is None:
        return None
    value = mask_digits(value)
    return value if len(value) <= SHOWN else value[: SHOWN - 1] + "…"


def mask_id_expr(value: pl.Expr) -> pl.Expr:
    """`mask_id` over a String column."""
    length = value.str.len_chars().cast(pl.Int64)
    long = pl.concat_str(value.str.slice(0, 6), _stars_expr(length - 10), value.str.slice(-4))
    short = pl.concat_str(value.str.slice(0, 2), _stars_expr(length - 3), value.str.slice(-1))
    return pl.when(length >= 15).then(long).when(length >= 6).then(short).otherwise(_stars_expr(length))


def mask_phone_expr(value: pl.Expr) -> pl.Expr:
    """`mask_phone` over a String column."""
    length = value.str.len_chars().cast(pl.Int64)
    mobile = pl.concat_str(value.str.slice(0, 3), pl.lit("****"), value.str.slice(-4))
    return pl.when(length == 11).then(mobile).otherwise(mask_account_expr(value))


def mask_account_expr(value: pl.Expr) -> pl.Expr:
    """`mask_account` over a String column."""
    length = value.str.len_chars().cast(pl.Int64)
    return (
        pl.when(length >= 8)
        .then(pl.concat_str(_stars_expr(length - 4), value.str.slice(-4)))
        .otherwise(_stars_expr(length))
    )


def mask_name_expr(value: pl.Expr) -> pl.Expr:
    """`mask_name` over a String column."""
    length = value.str.len_chars().cast(pl.Int64)
    return (
        pl.when(length > 1)
        .then(pl.concat_str(value.str.slice(0, 1), _stars_expr(length - 1)))
        .otherwise(_stars_expr(length))
    )


def mask_contact_expr(value: pl.Expr) -> pl.Expr:
    """`mask_contact` over a String column."""
    length = value.str.len_chars().cast(pl.Int64)
    return (
        pl.when(value.str.contains(r"^[0-9]{11}$"))
        .then(mask_phone_expr(value))
        .when(value.str.contains(r"^[0-9* -]{8,}$"))
        .then(mask_account_expr(value))
        .when(length > 2)
        .then(pl.concat_str(value.str.slice(0, 2), pl.lit("***")))
        .otherwise(_stars_expr(length))
    )


def mask_text_expr(value: pl.Expr) -> pl.Expr:
    """`mask_text` over a String column."""
    for pattern, masked in _RUNS:
        value = value.str.replace_all(pattern, masked.replace("{", "${"))
    return (
        pl.when(value.str.len_chars() > SHOWN)
        .then(pl.concat_str(value.str.slice(0, SHOWN - 1), pl.lit("…")))
        .otherwise(value)
    )


def mask_expr(value: pl.Expr, personal: str) -> pl.Expr:
    """The mask that a column's `personal` class asks for."""
    masks = {"identifier": mask_id_expr, "name": mask_name_expr, "contact": mask_contact_expr}
    return masks.get(personal, mask_text_expr)(value)


def _stars(count: int) -> str:
    return "*" * max(0, min(count, len(_STARS)))


def _short(value: str) -> str:
    return value[:2] + _stars(len(value) - 3) + value[-1:] if len(value) >= 6 else _stars(len(value))


def _stars_expr(count: pl.Expr) -> pl.Expr:
    return pl.when(count.is_not_null()).then(
        pl.lit(_STARS).str.slice(0, pl.max_horizontal(count, pl.lit(0, dtype=pl.Int64)))
    )

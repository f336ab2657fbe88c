"""Half width, spaces and "no value" marks: the spellings that make no difference, for one
text and for a column of text."""

from __future__ import annotations

from functools import lru_cache

import polars as pl

NO_VALUE = ("", "无", "/", "N/A", "n/a", "N/a", "NULL", "null", "Null", *("-" * count for count in range(1, 9)))
"""Half-width texts that say "no value"; a run of dashes is one."""

_HALF = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_HALF |= {"\u3000": " ", "\u00a0": " ", "￥": "¥", "—": "-", "–": "-", "―": "-", "−": "-", "²": "2", "㎡": "m2"}
_HALF |= {mark: "" for mark in "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff"}
_TABLE = str.maketrans(_HALF)
_WIDE = (
    "["
    + "".join(f"\\x{{{ord(mark):x}}}" for mark in _HALF if not 0xFF01 <= ord(mark) <= 0xFF5E)
    + r"\x{ff01}-\x{ff5e}]"
)
_WIDE_LETTERS = {wide: half for wide, half in _HALF.items() if half.isalnum() or half in ("", " ")}


def half_width(text: str) -> str:
    """Full-width forms, NBSP, long dashes and invisible marks made plain."""
    return text.translate(_TABLE)


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """A spelling without what does not count: width, spaces, line breaks, letter case."""
    return "".join(half_width(text).split()).upper()


def half_width_column(cells: pl.Series, letters_only: bool = False) -> pl.Series:
    """`half_width` over a column; with `letters_only`, punctuation keeps its Chinese form. Costs
    one scan when nothing is wide."""
    if not cells.str.contains(_WIDE).any():
        return cells
    forms = _WIDE_LETTERS if letters_only else _HALF
    return cells.str.replace_many(list(forms), list(forms.values()))


def is_no_value(cells: pl.Series) -> pl.Series:
    """True where a stripped half-width text says that there is no value; null cells count as well."""
    return cells.is_null() | cells.is_in(NO_VALUE)

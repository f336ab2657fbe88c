"""Text of one column → typed values. Everything is vectorised; what repeats is read once.

`read_column` gives a `Reading`: `value` (typed, null where there is none or none can be read) and `delivered` (the text
as it came, null where it says "no value"). A cell with `delivered` but no `value` could not be read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from schemas.model import Column
from transforms.intake.spelling import half_width_column, is_no_value, plain

FACTORS = {
    "": 1,
    "元": 1,
    "圆": 1,
    "元整": 1,
    "百元": 100,
    "千": 1000,
    "千元": 1000,
    "万": 10_000,
    "万元": 10_000,
    "亿": 10**8,
    "亿元": 10**8,
}
"""What one unit of money is in yuan."""

UNIT_WORDS = {
    "㎡": ("㎡", "M2", "平方米", "平米", "平方"),
    "人": ("人", "口", "口人", "个", "位"),
    "天": ("天", "日", "工日", "个"),
    "间": ("间",),
    "级": ("级",),
}
"""Units a number may be followed by, for a column's unit."""

TRUE = ("是", "有", "Y", "1", "TRUE", "YES", "√", "1.0")
FALSE = ("否", "无", "N", "0", "FALSE", "NO", "×", "0.0")

FIRST_YEAR, LAST_YEAR = 1900, 2100
MONEY = pl.Decimal(18, 2)
NUMBER = pl.Decimal(18, 4)
_WORKING = pl.Decimal(38, 10)
_AMOUNT = r"((?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,16})(?:\.[0-9]{0,20})?|\.[0-9]{1,20})"
_CJK = r"[\x{3400}-\x{9fff}\x{20000}-\x{3ffff}]"

# Spellings that are already as they should be. Nearly every cell is; only the others are tidied.
PLAIN_ID = r"^[1-9][0-9]{13,16}[0-9X]$"
PLAIN_NUMBER = r"^[0-9][0-9A-Z]+$"
PLAIN_NAME = r"^[\x{4e00}-\x{9fff}]{2,}$"
PLAIN_TEXT = r"^[0-9\x{4e00}-\x{9fff}][0-9A-Za-z\x{4e00}-\x{9fff}]+$"
SAMPLE = 10_000
"""Cells from which it is told whether a column repeats itself."""


@dataclass(frozen=True)
class Reading:
    """One column read: `value` typed, `delivered` as text; both as long as the cells they came from."""

    value: pl.Series
    delivered: pl.Series


def read_column(column: Column, cells: pl.Series, unit: str | None = None) -> Reading:
    """Read the cells (String, null = empty) of a column; `unit` is what the header or the
    rows above it say about money."""
    readers: dict[str, Callable[[pl.Series], Reading]] = {
        "id": lambda c: _read_text(c, tidy_id, PLAIN_ID, zero_is_none=True),
        "name": lambda c: _read_text(c, tidy_name, PLAIN_NAME),
        "text": lambda c: (
            _read_text(c, tidy_id, PLAIN_NUMBER)
            if column.personal == "identifier"
            else _read_text(c, tidy_text, PLAIN_TEXT)
        ),
        "date": lambda c: _read_typed(c, read_dates),
        "month": lambda c: _read_typed(c, read_months),
        "money": lambda c: _read_money(c, FACTORS[unit or column.delivered_unit or "元"]),
        "number": lambda c: _read_typed(c, lambda t: read_numbers(t, column.unit)),
        "int": lambda c: _read_typed(c, lambda t: read_ints(t, column.unit)),
        "bool": lambda c: _read_spelling(c, {w: True for w in TRUE} | {w: False for w in FALSE}, pl.Boolean),
        "code": lambda c: _read_spelling(c, code_spellings(column), pl.String),
    }
    reader = readers[column.type]
    if column.type in ("id", "name", "text", "money"):
        return reader(cells)
    return _once_each(cells, reader)


def code_spellings(column: Column) -> dict[str, str]:
    """Plain spelling → code. The key counts as a spelling; digits may have lost their
    leading zeros in a number cell."""
    spellings: dict[str, str] = {}
    for code, words in column.codes.items():
        for word in (code, *words):
            spellings.setdefault(plain(word), code)
    for code in column.codes:
        if code.isdigit():
            spellings.setdefault(code.lstrip("0") or "0", code)
    return spellings


def tidy_id(cells: pl.Series) -> pl.Series:
    """IDs: half width, no spaces or apostrophes, capital X; 6.22827E+17 of a spreadsheet's CSV
    padded with zeros, never guessed."""
    text = half_width_column(cells).str.replace_all(r"[\s'’‘`´]", "").str.to_uppercase()
    if text.str.contains(r"^[0-9]+\.0+$|E\+1[47]$").any():
        text = text.str.replace(r"^([0-9]+)\.0+$", "$1")
        digits = text.str.replace(r"^([0-9])\.?([0-9]*)E\+1[47]$", "$1$2")
        eighteen, fifteen = (
            text.str.contains(r"^[0-9]\.?[0-9]{0,17}E\+17$"),
            text.str.contains(r"^[0-9]\.?[0-9]{0,14}E\+14$"),
        )
        frame = pl.DataFrame({"text": text, "digits": digits, "eighteen": eighteen, "fifteen": fifteen})
        text = frame.select(
            pl.when("eighteen")
            .then(pl.col("digits").str.pad_end(18, "0"))
            .when("fifteen")
            .then(pl.col("digits").str.pad_end(15, "0"))
            .otherwise("text")
        ).to_series()
    return text


def tidy_name(cells: pl.Series) -> pl.Series:
    """Names: half width, no spaces beside Chinese characters, one form of the dot."""
    text = half_width_column(cells).str.strip_chars()
    if text.str.contains(r"\s").any():
        text = (
            text.str.replace_all(rf"({_CJK}|·)\s+", "$1")
            .str.replace_all(rf"\s+({_CJK}|·)", "$1")
            .str.replace_all(r"\s+", " ")
        )
    if text.str.contains(r"[•・･‧∙⋅.。●]").any():
        text = text.str.replace_all(rf"({_CJK})\s*[•・･‧∙⋅.。●]\s*({_CJK})", "$1·$2").str.replace_all(
            r"[•・･‧∙⋅●]", "·"
        )
    return text


def tidy_text(cells: pl.Series) -> pl.Series:
    """Other text: half-width letters and digits, no spaces at the ends, no leading
    apostrophe; punctuation as it came."""
    return half_width_column(cells, letters_only=True).str.strip_chars().str.strip_prefix("'")


def read_dates(text: pl.Series) -> pl.Series:
    """Tidy text → Date: 2026-03-10, 2026/3/10, 2026.3.10, 20260310, 2026年3月10日, a serial
    of five digits; 1900 to 2100."""
    day = text.str.replace(r"[\sT]+[0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?$", "").str.replace_all(r"\s", "")
    written = day.str.extract_groups(
        r"^(?P<y>[0-9]{4})[-/.年](?P<m>[0-9]{1,2})[-/.月](?P<d>[0-9]{1,2})日?$"
    ).struct.unnest()
    digits = day.str.extract_groups(r"^(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})(?:\.0+)?$").struct.unnest()
    serial = day.str.extract(r"^([0-9]{5})(?:\.[0-9]*)?$").cast(pl.Int32)
    parts = pl.DataFrame(
        {p: written[p].zip_with(written[p].is_not_null(), digits[p]) for p in "ymd"} | {"serial": serial}
    )
    written_date = pl.concat_str(
        pl.col("y"), pl.col("m").str.pad_start(2, "0"), pl.col("d").str.pad_start(2, "0"), separator="-"
    )
    counted = pl.date(1899, 12, 30) + pl.duration(days=pl.col("serial"))
    date = pl.coalesce(written_date.str.to_date("%Y-%m-%d", strict=False), counted)
    return parts.select(pl.when(date.dt.year().is_between(FIRST_YEAR, LAST_YEAR)).then(date)).to_series()


def read_months(text: pl.Series) -> pl.Series:
    """Tidy text → Date, the first of the month: 2026-02, 202602, 2026年02月, 2026/2, 2026.2, or a full date."""
    day = text.str.replace_all(r"\s", "")
    month = day.str.extract_groups(
        r"^(?P<y>[0-9]{4})(?:[-/.年](?P<a>[0-9]{1,2})月?份?|(?P<b>[0-9]{2})(?:\.0+)?)$"
    ).struct.unnest()
    whole = read_dates(text)
    parts = month.with_columns(whole.alias("whole"))
    first = pl.concat_str("y", pl.coalesce("a", "b").str.pad_start(2, "0"), pl.lit("01"), separator="-").str.to_date(
        "%Y-%m-%d", strict=False
    )
    value = pl.coalesce(first, pl.col("whole").dt.month_start())
    return parts.select(pl.when(value.dt.year().is_between(FIRST_YEAR, LAST_YEAR)).then(value)).to_series()


def read_money(text: pl.Series, factor: int = 1) -> pl.Series:
    """Tidy text → yuan, exact, rounded half up to the fen. A unit in the cell counts instead of
    `factor`, never on top of it."""
    bare = text.str.replace_all(r"\s", "").str.replace(r"^\((.*)\)$", "-$1")
    units = "|".join(sorted((u for u in FACTORS if u), key=len, reverse=True))
    pattern = rf"^(?P<a>[-+]?)(?:¥|人民币|RMB|CNY)?(?P<b>[-+]?){_AMOUNT.replace('(', '(?P<n>', 1)}(?P<u>{units})?$"
    parts = bare.str.extract_groups(pattern).struct.unnest()
    parts = parts.with_columns(
        amount=_decimal(pl.col("n")),
        factor=pl.col("u")
        .replace_strict({u: f for u, f in FACTORS.items() if u}, default=factor, return_dtype=pl.Int64)
        .fill_null(factor),
        sign=pl.when(pl.concat_str("a", "b", ignore_nulls=True).str.count_matches("-", literal=True) == 1)
        .then(-1)
        .otherwise(1),
    )
    two_signs = pl.concat_str("a", "b", ignore_nulls=True).str.len_chars() > 1
    return parts.select(
        pl.when(~two_signs).then(_rounded(pl.col("amount") * pl.col("factor"), MONEY) * pl.col("sign")).cast(MONEY)
    ).to_series()


def read_numbers(text: pl.Series, unit: str | None = None) -> pl.Series:
    """Tidy text → a number that is not negative, four places; the column's unit may follow it."""
    words = "|".join(
        re.escape(word) for word in sorted(UNIT_WORDS.get(unit or "", (unit or "",)), key=len, reverse=True)
    )
    number = text.str.replace_all(r"\s", "").str.to_uppercase().str.extract(rf"^\+?{_AMOUNT}(?:{words})?$")
    return pl.DataFrame({"n": number}).select(_rounded(_decimal(pl.col("n")), NUMBER)).to_series()


def read_ints(text: pl.Series, unit: str | None = None) -> pl.Series:
    """Tidy text → a whole number that is not negative; 3.0 is whole, 3.5 is not."""
    number = read_numbers(text, unit)
    whole = number.cast(pl.Int64, strict=False)
    return (
        pl.DataFrame({"n": number, "whole": whole})
        .select(
            pl.when(pl.col("n") == pl.col("whole").cast(NUMBER, strict=False))
            .then(pl.col("whole"))
            .cast(pl.Int32, strict=False)
        )
        .to_series()
    )


def _decimal(text: pl.Expr) -> pl.Expr:
    return text.str.replace_all(",", "", literal=True).str.to_decimal(scale=10)


def _rounded(amount: pl.Expr, to: pl.DataType) -> pl.Expr:
    """Half up: a cast rounds half to even, so the smallest step is added first; amounts are not negative here."""
    step = pl.lit("0.0000000001").str.to_decimal(scale=10)
    return (amount.cast(_WORKING, strict=False) + step).cast(to, strict=False)


def _tidy(cells: pl.Series) -> pl.Series:
    return half_width_column(cells).str.strip_chars().str.strip_prefix("'")


def _read_text(
    cells: pl.Series, tidy: Callable[[pl.Series], pl.Series], plain_form: str, zero_is_none: bool = False
) -> Reading:
    def read(odd: pl.Series) -> Reading:
        text = tidy(odd)
        none = is_no_value(half_width_column(text))
        if zero_is_none:
            none = none | text.str.contains("^0+$")
        value = _without(text, none)
        return Reading(value, value)

    return _plain_first(cells, plain_form, lambda c: Reading(c, c), read)


def _read_money(cells: pl.Series, factor: int) -> Reading:
    digits = 16 - len(str(factor))
    return _plain_first(
        cells,
        rf"^-?[0-9]{{1,{digits}}}(?:\.[0-9]{{1,2}})?$",
        lambda c: Reading((c.cast(MONEY) * factor).cast(MONEY) if factor != 1 else c.cast(MONEY), c),
        lambda c: _read_typed(c, lambda text: read_money(text, factor)),
    )


def _plain_first(
    cells: pl.Series, form: str, usual: Callable[[pl.Series], Reading], read: Callable[[pl.Series], Reading]
) -> Reading:
    """Read the cells of a plain form the quick way and the others with `read`."""
    odd = ~cells.str.contains(form).fill_null(True)
    if not odd.any():
        return usual(cells)
    if odd.sum() > len(cells) // 2:
        return read(cells)
    quick, others, places = usual(cells.set(odd, None)), read(cells.filter(odd)), odd.arg_true()
    delivered = quick.delivered.scatter(places, others.delivered)
    return Reading(
        delivered if others.value is others.delivered else quick.value.scatter(places, others.value), delivered
    )


def _read_typed(cells: pl.Series, parse: Callable[[pl.Series], pl.Series]) -> Reading:
    text = _tidy(cells)
    text = _without(text, is_no_value(text))
    return Reading(parse(text), text)


def _read_spelling(cells: pl.Series, spellings: Mapping[str, str | bool], dtype: type[pl.DataType]) -> Reading:
    """A known spelling wins over "no value" marks. An unknown code keeps its text, for
    the check on codes to name it."""
    text = _tidy(cells)
    key = text.str.replace_all(r"\s", "").str.to_uppercase()
    value = key.replace_strict(list(spellings), list(spellings.values()), default=None, return_dtype=dtype)
    delivered = _without(text, is_no_value(text) & value.is_null())
    if dtype == pl.String:
        value = value.zip_with(value.is_not_null(), delivered)
    return Reading(value, delivered)


def _without(text: pl.Series, none: pl.Series) -> pl.Series:
    if not none.any():
        return text
    return text.zip_with(~none.fill_null(True), pl.Series([None], dtype=pl.String).new_from_index(0, len(text)))


def _once_each(cells: pl.Series, read: Callable[[pl.Series], Reading]) -> Reading:
    """Read every distinct text once and spread the result; columns of dates and codes repeat
    a few texts a million times."""
    cells = cells.rename("cell")
    if cells.head(SAMPLE).n_unique() > SAMPLE // 2:
        return read(cells)
    distinct = cells.unique(maintain_order=False)
    if len(distinct) > len(cells) // 2:
        return read(cells)
    reading = read(distinct)
    known = pl.DataFrame({"cell": distinct, "value": reading.value, "delivered": reading.delivered})
    spread = cells.to_frame().join(known, on="cell", how="left", nulls_equal=True, maintain_order="left")
    return Reading(spread["value"], spread["delivered"])

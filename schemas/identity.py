"""Arithmetic of resident IDs (GB 11643): validity, 15 → 18 digits, birth date, and the integer key that joins run on.

The key of a valid ID is its first 17 digits as an integer; the check digit follows from it, so key and ID say the same. `digits // 100` is what a
spreadsheet leaves of it, `digits // 1000 % 10**8` the birth date as yyyymmdd. One scalar form (Python), one for columns (DuckDB macros).
"""

from __future__ import annotations

import re
from datetime import date

from duckdb import DuckDBPyConnection

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
FIRST_YEAR, LAST_YEAR = 1800, 2099

_FULL = re.compile(r"[1-9][0-9]{16}[0-9X]")
_SHORT = re.compile(r"[1-9][0-9]{14}")


def check_digit(first_17: str) -> str:
    """The 18th character that belongs to 17 digits (ISO 7064 MOD 11-2)."""
    return CHECK_DIGITS[sum(weight * int(digit) for weight, digit in zip(WEIGHTS, first_17, strict=True)) % 11]


def full_id(text: str | None) -> str | None:
    """The 18-character ID of a valid text of 15 or 18 characters; None when the text is no valid ID."""
    if not text:
        return None
    if _SHORT.fullmatch(text):
        first_17 = f"{text[:6]}19{text[6:]}"
        text = first_17 + check_digit(first_17)
    if not _FULL.fullmatch(text) or text[17] != check_digit(text[:17]) or _birth(text) is None:
        return None
    return text


def is_valid(text: str | None) -> bool:
    """True for an ID with a real birth date and, when it has 18 characters, the right check digit."""
    return full_id(text) is not None


def birth_date(text: str | None) -> date | None:
    """The birth date inside a valid ID."""
    full = full_id(text)
    return _birth(full) if full else None


def key(text: str | None) -> int | None:
    """The integer key of a valid ID, None for any other text."""
    full = full_id(text)
    return int(full[:17]) if full else None


def from_key(value: int) -> str:
    """The 18-character ID of a key."""
    first_17 = f"{value:017d}"
    return first_17 + check_digit(first_17)


def _birth(full: str) -> date | None:
    try:
        born = date(int(full[6:10]), int(full[10:12]), int(full[12:14]))
    except ValueError:
        return None
    return born if FIRST_YEAR <= born.year <= LAST_YEAR else None


def define_key_macros(con: DuckDBPyConnection) -> None:
    """Define the forms for columns; `t` is half-width, upper-case text, `k` a key.

    id_digits(t): the 17 digits of a text of the right shape, not yet proven. key_check(k): its check digit. key_is_dated(k): its birth date is real.
    resident_key(t): key of a valid ID, else NULL. resident_id_of(k), birth_of(k), birth_number(d): back to text and date, and a date as yyyymmdd.
    """
    weighted = " + ".join(f"(k // {10 ** (16 - place)}) % 10 * {weight}" for place, weight in enumerate(WEIGHTS))
    month, day, year = "(k // 100000 % 100)", "(k // 1000 % 100)", "(k // 10000000 % 10000)"
    leap = f"({year} % 4 = 0 AND ({year} % 100 <> 0 OR {year} % 400 = 0))"
    macros = (
        """id_digits(t) AS CASE WHEN regexp_full_match(t, '[1-9][0-9]{16}[0-9X]') THEN TRY_CAST(left(t, 17) AS BIGINT)
                                WHEN regexp_full_match(t, '[1-9][0-9]{14}') THEN TRY_CAST(left(t, 6) || '19' || substr(t, 7) AS BIGINT) END""",
        f"key_check(k) AS substr('{CHECK_DIGITS}', (({weighted}) % 11)::INTEGER + 1, 1)",
        f"""key_is_dated(k) AS {year} BETWEEN {FIRST_YEAR} AND {LAST_YEAR} AND {day} >= 1 AND {day} <= CASE
                WHEN {month} IN (1, 3, 5, 7, 8, 10, 12) THEN 31 WHEN {month} IN (4, 6, 9, 11) THEN 30
                WHEN {month} = 2 THEN CASE WHEN {leap} THEN 29 ELSE 28 END ELSE 0 END""",
        "proven_key(t, k) AS CASE WHEN key_is_dated(k) AND (length(t) = 15 OR right(t, 1) = key_check(k)) THEN k END",
        "resident_key(t) AS proven_key(t, id_digits(t))",
        "resident_id_of(k) AS k::VARCHAR || key_check(k)",
        f"birth_of(k) AS make_date({year}, {month}, {day})",
        "birth_number(d) AS (year(d) * 10000 + month(d) * 100 + day(d))::INTEGER",
    )
    for macro in macros:
        con.execute(f"CREATE OR REPLACE MACRO {macro}")

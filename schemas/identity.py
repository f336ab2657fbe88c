"""Arithmetic of resident IDs (GB 11643): validity, 15 → 18 digits, birth date, and the integer key that joins run on.

The key of a valid ID is its first 17 digits as an integer; the check digit follows from it, so key and ID say the same.
`digits // 100` is what a spreadsheet leaves of it, `digits // 1000 % 10**8` the birth date as yyyymmdd. The form for
columns is in `schemas.macros`.
"""

from __future__ import annotations

import re
from datetime import date

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

"""Text that people typed into a delivery: an ID, phone or account within it is masked
before any sentence is made of it."""

from __future__ import annotations

# 11 digits or more, full width too, and a mobile number written in groups.
NUMBERS = (r"([0-9０-９]{3})[0-9０-９]{4,}([0-9０-９]{3}[0-9０-９XxＸｘ])", r"(1[3-9][0-9])[ -][0-9]{4}[ -]([0-9]{4})")


def masked_sql(column: str) -> str:
    """SQL text for a column of text with its numbers masked."""
    for pattern in NUMBERS:
        column = rf"regexp_replace({column}, '{pattern}', '\1****\2', 'g')"
    return column


def masked_where_needed(column: str) -> str:
    """The same, for a long table: looked for first, because few texts have any."""
    any_of = "|".join(f"(?:{pattern})" for pattern in NUMBERS)
    return f"CASE WHEN regexp_matches({column}, '{any_of}') THEN {masked_sql(column)} ELSE {column} END"

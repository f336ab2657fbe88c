"""Text that people typed into a delivery: an ID, phone or account within it is masked before any sentence is made of it."""

from __future__ import annotations

from duckdb import DuckDBPyConnection

# 11 digits or more, full width too, and a mobile number written in groups.
NUMBERS = (r"([0-9０-９]{3})[0-9０-９]{4,}([0-9０-９]{3}[0-9０-９XxＸｘ])", r"(1[3-9][0-9])[ -][0-9]{4}[ -]([0-9]{4})")


def masked_sql(column: str) -> str:
    """SQL text for a column of text with its numbers masked."""
    for pattern in NUMBERS:
        column = rf"regexp_replace({column}, '{pattern}', '\1****\2', 'g')"
    return column


def mask_labels(con: DuckDBPyConnection) -> None:
    """Mask the numbers in the words of `evidence`, from which explanations and leads are told."""
    any_of = "|".join(f"(?:{pattern})" for pattern in NUMBERS)
    con.execute(f"UPDATE evidence SET label = {masked_sql('label')} WHERE regexp_matches(label, '{any_of}')")

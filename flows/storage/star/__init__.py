"""`matches` as hedui.duckdb stores it: in numbers (schemas/stored.yaml), each text once, and a
view that says them in words.

A county has five million matches, and to write a short text costs DuckDB ten times as much as a number. con: main
catalog = the batch's database, the file to be published attached as `published`, with the
tables of schemas/stored.yaml.
"""

from __future__ import annotations

from collections.abc import Mapping

from duckdb import DuckDBPyConnection

from schemas.model import tables
from transforms.statements import sql_of

SHOWN = "matches"
PIECE = 2_500_000
"""Evidence rows whose matches are put in order at a time: five million at once are refused within
384 MB, these pass in 256 MB."""
NAMED_FROM = {
    "match_people": "main.matched_people",
    "match_households": "main.matched_people",
    "match_places": "main.evidence",
    "match_grades": "main.matches",
}
"""What is numbered, and the tables of the running batch that it stands in."""
_OF_TABLE = dict.fromkeys(NAMED_FROM, f"(FROM published.mart.{SHOWN} WHERE batch_id = $batch_id)")


def store(con: DuckDBPyConnection, batch_id: str) -> int:
    """The matches of the running batch in place of earlier ones of it; how many. Ordered by evidence and party."""
    con.execute("DELETE FROM published.mart.match_ties WHERE batch_id = ?", [batch_id])
    _name(con, batch_id, NAMED_FROM)
    return _tie(con, batch_id, "of_batch", "main.matches")


def take_over(con: DuckDBPyConnection, besides: str) -> None:
    """Store what an older version published as a table, for all batches but `besides`,
    and have the view in its place."""
    found = con.execute(
        f"SELECT DISTINCT batch_id FROM published.mart.{SHOWN} WHERE batch_id <> ? ORDER BY batch_id", [besides]
    ).fetchall()
    for (batch_id,) in found:
        _name(con, batch_id, _OF_TABLE)
        _tie(con, batch_id, "of_table", f"published.mart.{SHOWN}")
    con.execute(f"DROP TABLE published.mart.{SHOWN}")


def show(con: DuckDBPyConnection) -> None:
    """Have the view."""
    con.execute(f"CREATE OR REPLACE VIEW published.mart.{SHOWN} AS\n{_sql(SHOWN)}")


def _name(con: DuckDBPyConnection, batch_id: str, sources: Mapping[str, str]) -> None:
    """Number what no batch before had: people, households, places, grades; in their order, so that the same
    batches give the same numbers."""
    for table, source in sources.items():
        _, number, *texts = (column.name for column in tables("stored")[table].columns)
        said = ", ".join(texts)
        con.execute(
            f"""
            INSERT INTO published.mart.{table}
            SELECT $batch_id, last + row_number() OVER (ORDER BY {said}) AS number, {said}
            FROM (SELECT {said} FROM {source} EXCEPT SELECT {said} FROM published.mart.{table}),
                 (SELECT coalesce(max({number}), 0) AS last FROM published.mart.{table})
            ORDER BY number
            """,
            {"batch_id": batch_id},
        )


def _tie(con: DuckDBPyConnection, batch_id: str, origin: str, source: str) -> int:
    """Add the ties of a batch, as many at a time as DuckDB has the memory for; how many."""
    ((last,),) = con.execute(f"SELECT coalesce(max(evidence_id), 0) FROM {source}").fetchall()
    stored = 0
    for first in range(0, last + 1, PIECE):
        stored += con.execute(_sql(origin), {"batch_id": batch_id, "first": first, "end": first + PIECE}).fetchall()[0][
            0
        ]
    return stored


def _sql(name: str) -> str:
    return sql_of("flows.storage.star", name)

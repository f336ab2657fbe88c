"""The pairs of a batch that a human should look at: one row per pair (schemas/core.yaml, match_queue)."""

from __future__ import annotations

from duckdb import DuckDBPyConnection

from transforms.statements import sql_of

# One row of these kinds is enough for a finding by itself; of the others the sums decide, so such a
# pair waits until it raises M01.
DECISIVE = ("death", "vehicle", "business", "machinery", "fiscal_pay", "commercial_property")


def queue(con: DuckDBPyConnection, batch_id: str, doubted: str) -> None:
    """Write `match_queue` of a batch that is matched and assessed. doubted: a query for the evidence_id
    of all rows that raised M01."""
    con.execute(f"CREATE OR REPLACE TEMP VIEW doubted_evidence AS {doubted}")
    con.execute("CREATE OR REPLACE TEMP TABLE decisive_kinds AS SELECT unnest($1) AS kind", [list(DECISIVE)])
    con.execute(sql_of("transforms.match", "sql", "match_queue"), {"batch_id": batch_id})
    con.execute("DROP VIEW doubted_evidence; DROP TABLE decisive_kinds")


def remember_queue(con: DuckDBPyConnection, batch_id: str) -> None:
    """Keep the batch's queue; runs inside the transaction that publishes the batch, its
    database attached as `batch`."""
    con.execute("DELETE FROM store.core.match_queue WHERE batch_id = $1", [batch_id])
    con.execute("INSERT INTO store.core.match_queue BY NAME SELECT * FROM batch.main.match_queue ORDER BY pair_id")

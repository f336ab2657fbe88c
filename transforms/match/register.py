"""Who is who across batches: everybody a batch knows of goes by the lasting person_id that they
had before, or by a new one."""

from __future__ import annotations

from duckdb import DuckDBPyConnection

from schemas.batch import Batch
from transforms.statements import sql_of


def register(con: DuckDBPyConnection) -> None:
    """Write `person_ids`, one row per row of `people`. Reads store.core.persons, the
    register that earlier batches left."""
    # Short texts, all different: to find out that they do not compress costs three times what writing them does.
    con.execute(
        "CREATE OR REPLACE TABLE person_ids (person_no BIGINT, person_id VARCHAR USING COMPRESSION uncompressed, is_new BOOLEAN)"
    )
    con.execute(sql_of("transforms.match", "sql", "person_ids"))


def remember_people(con: DuckDBPyConnection, batch: Batch) -> None:
    """Enter those who are new into store.core.persons; runs inside the transaction that decides the batch, its
    database attached as `batch`."""
    con.execute(
        """
        INSERT INTO store.core.persons
        SELECT n.person_id, p.resident_id, p.name, p.birth_date, p.hukou_number, ?
        FROM batch.main.person_ids n JOIN batch.main.people p USING (person_no) WHERE n.is_new ORDER BY n.person_id
        """,
        [batch.batch_id],
    )

"""One row per fact and holder: rows with an equal, complete key are one fact.

The newest row of a fact gives its values (own query date first, then the file's date, then the later batch, file name and row); every holder that
any of its rows names stays linked, cited by its own newest row. A key with an empty part, or none, merges only rows equal in all columns.
Source: header of the dataset contract (`keeps`, `mode`, `sender`).
"""

from __future__ import annotations

from duckdb import DuckDBPyConnection

from schemas.model import Dataset

HOLDER_EXTRAS = ("former_name", "birth_date", "phone", "address", "guardian_id", "guardian_name", "hukou_number", "township", "village")


def deliveries_in_force(con: DuckDBPyConnection, dataset: Dataset, batch_number: int) -> None:
    """One row per content, file and sender of the dataset that counts for the batch, as table `in_force` (also the newest date per sender).

    A snapshot's newest delivery replaces the older ones of the same sender; events add up, the same content once. A file without rows has no sender
    column to read: it comes from the sender that its name names, else from the department.
    """
    sender = f'coalesce(c."{dataset.sender_column}", \'\')' if dataset.sender_column else "''"
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE in_force AS
        WITH accepted AS (
            SELECT f.batch_id, f.batch_number, f.content_id, f.file, f.observed_on, coalesce(f.sha256, f.content_id) AS bytes
            FROM store.core.files f
            WHERE f.dataset = $dataset AND f.disposition = 'accepted' AND f.batch_number <= $batch_number
        ), senders AS (
            SELECT DISTINCT c.content_id, {sender} AS sender FROM store.clean."{dataset.name}" c SEMI JOIN accepted USING (content_id)
        ), named AS (
            SELECT a.content_id, a.file, max(s.sender) AS sender FROM accepted a JOIN (SELECT DISTINCT sender FROM senders WHERE sender <> '') s
                ON contains(a.file, s.sender) GROUP BY a.content_id, a.file
        ), delivered AS (
            SELECT a.*, coalesce(s.sender, n.sender, '') AS sender
            FROM accepted a LEFT JOIN senders s USING (content_id) LEFT JOIN named n ON n.content_id = a.content_id AND n.file = a.file
        ), ranked AS (
            SELECT *, max(observed_on) OVER (PARTITION BY sender, batch_number) AS delivery_on,
                   max(batch_number) OVER (PARTITION BY sender, bytes) AS content_batch
            FROM delivered
        ), placed AS (
            SELECT *, dense_rank() OVER (PARTITION BY sender ORDER BY delivery_on DESC, batch_number DESC) AS age FROM ranked
        )
        SELECT batch_id, batch_number, content_id, file, observed_on, sender, delivery_on, age
        FROM placed
        WHERE CASE WHEN $is_snapshot THEN age = 1 ELSE batch_number = content_batch END
        """, {"dataset": dataset.name, "batch_number": batch_number, "is_snapshot": dataset.mode == "snapshot"})


def _listed(dataset: Dataset) -> str:
    return ", ".join(f"coalesce(\"{c}\"::VARCHAR, chr(30))" for c in dataset.columns)


def _key(dataset: Dataset) -> str:
    """SQL text of a row's fact key: the first complete alternative, else the whole row."""
    whole_row = f"concat_ws(chr(31), 'row', {_listed(dataset)})"
    cases = []
    for number, key in enumerate(dataset.keeps):
        parts = [f"sign(\"{k.removesuffix('.sign')}\")" if k.endswith(".sign") else f'"{k}"' for k in key]
        complete = " AND ".join(f"{p} IS NOT NULL" for p in parts)
        values = ", ".join(f"{p}::VARCHAR" for p in parts)
        cases.append(f"WHEN {complete} THEN concat_ws(chr(31), 'key{number}', {values})")
    return f"CASE {' '.join(cases)} ELSE {whole_row} END" if cases else whole_row


def _naming_columns(dataset: Dataset) -> list[str]:
    """The columns by which two rows of one fact name different holders: IDs and names; none where the key itself holds the IDs."""
    ids = {c for party in dataset.parties for c in party.id_columns}
    keyed = {c for key in dataset.keeps for c in key}
    if dataset.parties and all(party.id_column in keyed for party in dataset.parties):
        return []
    return [c for c in dataset.columns if c in ids or c in {party.name_column for party in dataset.parties}]


def _holder_columns(dataset: Dataset) -> list[str]:
    """The columns that describe a holder rather than the fact, in catalog order."""
    naming = _naming_columns(dataset)
    return [c for c in dataset.columns if c in naming or (naming and c in HOLDER_EXTRAS)]


def facts(con: DuckDBPyConnection, dataset: Dataset, first_id: int, is_stale: bool) -> tuple[int, int]:
    """Build table `facts`: the dataset's columns and `source`, a struct of (evidence_id, dataset, file, sheet, row, observed_on, is_stale, fact_id).

    Returns (rows accepted, rows kept). evidence_id counts on from first_id in the order of file, sheet and row; fact_id is the least of the fact.
    """
    observed = 'coalesce(c."queried_on", f.observed_on)' if "queried_on" in dataset.columns else "f.observed_on"
    sender = f'coalesce(c."{dataset.sender_column}", \'\')' if dataset.sender_column else "''"
    columns = ", ".join(f'c."{c}"' for c in dataset.columns)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE accepted_rows AS
        SELECT f.file, c.sheet, c.row, {observed} AS observed_on, f.batch_number, {columns}
        FROM store.clean."{dataset.name}" c JOIN in_force f ON f.content_id = c.content_id AND f.sender = {sender}
        """)
    holder = _holder_columns(dataset)
    holder_key = "".join(f', "{c}"' for c in _naming_columns(dataset))
    newest = "{'o': observed_on, 'b': batch_number, 'f': file, 's': sheet, 'r': row}"
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE holders AS
        WITH keyed AS (SELECT *, {_key(dataset)} AS fact_key FROM accepted_rows)
        SELECT * FROM keyed
        QUALIFY row_number() OVER (PARTITION BY fact_key{holder_key} ORDER BY {newest} DESC) = 1
        """)
    values = ", ".join(
        f'h."{c}"' if c in holder else f'CASE WHEN w.n IS NULL THEN h."{c}" ELSE w.newest."{c}" END AS "{c}"' for c in dataset.columns
    )
    packed = ", ".join(f"'{c}': \"{c}\"" for c in dataset.columns)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE facts AS
        WITH w AS (
            SELECT fact_key, count(*) AS n, arg_max({{{packed}}}, {newest}) AS newest FROM holders GROUP BY fact_key HAVING count(*) > 1
        ), numbered AS (
            SELECT *, $first_id + row_number() OVER (ORDER BY file, sheet, row) - 1 AS evidence_id FROM holders
        ), h AS (
            SELECT *, min(evidence_id) OVER (PARTITION BY fact_key) AS fact_id FROM numbered
        )
        SELECT {values},
               {{'evidence_id': h.evidence_id, 'dataset': $dataset, 'file': h.file, 'sheet': h.sheet, 'row': h.row,
                 'observed_on': h.observed_on, 'is_stale': $is_stale, 'fact_id': h.fact_id}} AS source
        FROM h LEFT JOIN w USING (fact_key)
        """, {"first_id": first_id, "dataset": dataset.name, "is_stale": is_stale})
    accepted, kept = con.sql("SELECT (SELECT count(*) FROM accepted_rows), (SELECT count(*) FROM facts)").fetchall()[0]
    return accepted, kept

"""One row per fact and holder: rows with an equal, complete key are one fact.

The newest row of a fact gives its values (own query date first, then the file's date, then the later batch, file name and row); every holder that
any of its rows names stays linked, cited by its own newest row. A key with an empty part, or none, merges only rows equal in all columns.
Source: header of the dataset contract (`keeps`, `mode`, `sender`).
"""

from __future__ import annotations

from collections.abc import Mapping

from duckdb import DuckDBPyConnection

from schemas.model import Dataset

HOLDER_EXTRAS = (
    "former_name",
    "birth_date",
    "phone",
    "address",
    "guardian_id",
    "guardian_name",
    "hukou_number",
    "township",
    "village",
)


def deliveries_in_force(con: DuckDBPyConnection, dataset: Dataset, batch_number: int) -> None:
    """One row per content, file and sender of the dataset that counts for the batch, as table `in_force`; `places` has their sheets as well.

    A snapshot's newest delivery replaces the older ones of the same sender; events add up, the same content once. A file without rows has no sender
    column to read: it comes from the sender that its name names, else from the department.
    """
    senders = "SELECT DISTINCT content_id, '' AS sender FROM accepted"
    if dataset.sender_column:
        senders = f'SELECT DISTINCT c.content_id, {_sender(dataset)} AS sender FROM store.clean."{dataset.name}" c SEMI JOIN accepted USING (content_id)'
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE in_force AS
        WITH accepted AS (
            SELECT f.batch_id, f.batch_number, f.content_id, f.file, f.observed_on, coalesce(f.sha256, f.content_id) AS bytes
            FROM store.core.files f
            WHERE f.dataset = $dataset AND f.disposition = 'accepted' AND f.batch_number <= $batch_number
        ), senders AS (
            {senders}
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
        """,
        {"dataset": dataset.name, "batch_number": batch_number, "is_snapshot": dataset.mode == "snapshot"},
    )


def _sender(dataset: Dataset) -> str:
    """SQL text of the sender of a clean row."""
    return f"coalesce(c.\"{dataset.sender_column}\", '')" if dataset.sender_column else "''"


def _places(con: DuckDBPyConnection, dataset: Dataset) -> None:
    """One row per sheet of a content, file and sender in force, as table `places`; `rank` orders them by file and sheet."""
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE places AS
        WITH sheets AS (
            SELECT DISTINCT c.content_id, c.sheet, {_sender(dataset)} AS sender
            FROM store.clean."{dataset.name}" c SEMI JOIN in_force USING (content_id)
        )
        SELECT row_number() OVER (ORDER BY file, sheet, batch_number, content_id, sender)::INTEGER AS place_no,
               dense_rank() OVER (ORDER BY file, sheet)::INTEGER AS rank, content_id, sender, file, sheet, batch_number, observed_on
        FROM in_force JOIN sheets USING (content_id, sender)
        """)


def _keys(dataset: Dataset) -> list[tuple[str, str]]:
    """SQL texts (condition, comma-separated parts) of a row's fact key, the first that holds counts; last the whole row, which always does."""
    keys = []
    for key in dataset.keeps:
        parts = [f'sign("{k.removesuffix(".sign")}")' if k.endswith(".sign") else f'"{k}"' for k in key]
        keys.append((" AND ".join(f"{p} IS NOT NULL" for p in parts), ", ".join(f"{p}::VARCHAR" for p in parts)))
    return [*keys, ("true", ", ".join(f'coalesce("{c}"::VARCHAR, chr(30))' for c in dataset.columns))]


def _key(dataset: Dataset, form: str) -> str:
    """SQL text of a row's fact key in a form: `concat_ws(chr(31), {})`, exact, or `hash({})`, equal for equal keys."""
    cases = [
        f"WHEN {holds} THEN {form.format(f'{number}, {parts}')}" for number, (holds, parts) in enumerate(_keys(dataset))
    ]
    return f"CASE {' '.join(cases)} END"


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


def facts(con: DuckDBPyConnection, dataset: Dataset, first_id: int, more: Mapping[str, str]) -> tuple[int, int]:
    """Define the view `facts`: the dataset's columns and `source`, a struct of (evidence_id, dataset, file, sheet, row, observed_on, fact_id).

    more: further fields of `source`, name to SQL text over the dataset's columns. Returns (rows accepted, rows kept). evidence_id counts on from
    first_id in the order of file, sheet and row; fact_id is the least of the fact.
    Rows stay where they are: only their places are sorted, and only rows whose key occurs twice are compared whole.
    """
    _places(con, dataset)
    clean = f'store.clean."{dataset.name}"'
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE keyed AS
        SELECT c.rowid AS clean_row, c.row, p.place_no, p.rank, {_key(dataset, "hash({})")} AS key_hash
        FROM {clean} c JOIN places p ON p.content_id = c.content_id AND p.sheet IS NOT DISTINCT FROM c.sheet AND p.sender = {_sender(dataset)}
        """)
    merged = _merge_twins(con, dataset)
    con.execute(
        """
        CREATE OR REPLACE TEMP TABLE numbered AS
        SELECT clean_row, place_no, $first_id + row_number() OVER (ORDER BY rank, row, place_no) - 1 AS evidence_id
        FROM keyed ANTI JOIN merged_away USING (clean_row, place_no)
        """,
        {"first_id": first_id},
    )
    ((accepted,),) = con.execute("SELECT count(*) FROM keyed").fetchall()
    _define_facts(con, dataset, merged, more)
    ((kept,),) = con.execute("SELECT count(*) FROM numbered").fetchall()
    return accepted, kept


def _observed(dataset: Dataset) -> str:
    return 'coalesce(c."queried_on", p.observed_on)' if "queried_on" in dataset.columns else "p.observed_on"


def _merge_twins(con: DuckDBPyConnection, dataset: Dataset) -> bool:
    """Tables `twins`, one row per holder that stays of the facts that several rows name, and `merged_away`, the rows that do not stay."""
    con.execute("""
        CREATE OR REPLACE TEMP TABLE suspects AS
        SELECT clean_row, place_no FROM keyed SEMI JOIN (SELECT key_hash FROM keyed GROUP BY key_hash HAVING count(*) > 1) USING (key_hash);
        CREATE OR REPLACE TEMP TABLE merged_away AS FROM suspects LIMIT 0
        """)
    ((count,),) = con.execute("SELECT count(*) FROM suspects").fetchall()
    if not count:
        return False
    columns = ", ".join(f'c."{c}"' for c in dataset.columns)
    naming = "".join(f', "{c}"' for c in _naming_columns(dataset))
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE compared AS
        WITH suspected AS (
            SELECT s.clean_row, s.place_no, {{'o': {_observed(dataset)}, 'b': p.batch_number, 'f': p.file, 's': p.sheet, 'r': c.row}} AS newness, {columns}
            FROM suspects s JOIN store.clean."{dataset.name}" c ON c.rowid = s.clean_row JOIN places p ON p.place_no = s.place_no
        ), keyed AS (SELECT *, {_key(dataset, "concat_ws(chr(31), {})")} AS fact_key FROM suspected)
        SELECT *, row_number() OVER (PARTITION BY fact_key{naming} ORDER BY newness DESC, clean_row, place_no) AS age FROM keyed;
        CREATE OR REPLACE TEMP TABLE merged_away AS SELECT clean_row, place_no FROM compared WHERE age > 1;
        CREATE OR REPLACE TEMP TABLE twins AS SELECT * EXCLUDE (age) FROM compared WHERE age = 1;
        DROP TABLE compared
        """)
    return True


def _define_facts(con: DuckDBPyConnection, dataset: Dataset, merged: bool, more: Mapping[str, str]) -> None:
    """The view `facts`; where rows were merged, `fact_values` has one row per twin: its fact_id, and the values of a fact of several holders."""
    holder = _holder_columns(dataset)
    values, joined, fact_id = ", ".join(f'c."{c}"' for c in dataset.columns), "", "n.evidence_id"
    if merged:
        packed = ", ".join(f"'{c}': \"{c}\"" for c in dataset.columns)
        con.execute(f"""
            CREATE OR REPLACE TEMP TABLE fact_values AS
            WITH t AS (FROM twins JOIN numbered USING (clean_row, place_no)),
            several AS (SELECT fact_key, min(evidence_id) AS fact_id, count(*) AS n, arg_max({{{packed}}}, newness) AS newest FROM t GROUP BY fact_key)
            SELECT t.evidence_id, s.fact_id, CASE WHEN s.n > 1 THEN s.newest END AS newest FROM t JOIN several s USING (fact_key)
            """)
        values = ", ".join(
            f'c."{c}"' if c in holder else f'CASE WHEN w.newest IS NULL THEN c."{c}" ELSE w.newest."{c}" END AS "{c}"'
            for c in dataset.columns
        )
        joined, fact_id = (
            "LEFT JOIN fact_values w ON w.evidence_id = n.evidence_id",
            "coalesce(w.fact_id, n.evidence_id)",
        )
    fields = "".join(f", '{name}': {text}" for name, text in more.items())
    con.execute(f"""
        CREATE OR REPLACE TEMP VIEW facts AS
        WITH placed AS (
            SELECT {values}, n.evidence_id AS "#id", p.file AS "#file", p.sheet AS "#sheet", c.row AS "#row", {_observed(dataset)} AS "#observed_on",
                   {fact_id} AS "#fact_id"
            FROM numbered n JOIN store.clean."{dataset.name}" c ON c.rowid = n.clean_row JOIN places p ON p.place_no = n.place_no {joined}
        )
        SELECT * EXCLUDE ("#id", "#file", "#sheet", "#row", "#observed_on", "#fact_id"),
               {{'evidence_id': "#id", 'dataset': '{dataset.name}', 'file': "#file", 'sheet': "#sheet", 'row': "#row", 'observed_on': "#observed_on",
                 'fact_id': "#fact_id"{fields}}} AS source
        FROM placed
        """)

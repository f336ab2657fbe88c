"""Evidence and assessment run on canonical rows, the matches given: what the flow does between intake and lists."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import duckdb
import polars as pl

from flows.batch.kernels import in_force
from flows.storage.store import create_core
from schemas.batch import Batch
from schemas.ddl import create
from schemas.identity import key
from schemas.macros import define_macros
from schemas.model import catalog, tables
from tests.assess.random_county import RandomCounty
from transforms import policy as policies
from transforms.assess import assess
from transforms.evidence import gather
from transforms.match import register

POLARS_TYPES = {
    "DATE": pl.Date,
    "DECIMAL(18,2)": pl.Decimal(18, 2),
    "DECIMAL(18,4)": pl.Decimal(18, 4),
    "INTEGER": pl.Int32,
    "BOOLEAN": pl.Boolean,
    "VARCHAR": pl.String,
}


def connect(used: duckdb.DuckDBPyConnection | None = None) -> duckdb.DuckDBPyConnection:
    """An in-memory `store` with core.duckdb's tables, and an in-memory `batch` as the main catalog.

    Of a connection that was used before, only `kept` stays: what has the same basis need not be gathered again.
    """
    con = used or duckdb.connect(config={"threads": 1})  # a second one only waits, over so few rows
    if used:
        con.execute("USE memory; DETACH store; DETACH batch")
    con.execute("ATTACH ':memory:' AS store; ATTACH ':memory:' AS batch; USE store")
    create_core(con)
    con.execute("USE batch")
    define_macros(con)
    return con


def deliver(
    con: duckdb.DuckDBPyConnection,
    rows: Mapping[str, list[dict]],
    delivered: Mapping[str, date | None],
    batch_number: int = 1,
) -> None:
    """Store canonical rows as accepted files of one inbox."""
    for name, observed_on in delivered.items():
        if observed_on is None:
            continue
        dataset = catalog().datasets[name]
        files = sorted({r["file"] for r in rows.get(name, [])}) or [f"{name}.csv"]
        for file in files:
            of_file = [r for r in rows.get(name, []) if r["file"] == file]
            content_id = f"{batch_number}/{name}/{file}"
            observed = max((r["observed_on"] for r in of_file), default=observed_on)
            con.execute(
                """
                INSERT INTO store.core.files BY NAME
                SELECT ? AS batch_id, ? AS batch_number, ? AS file, ? AS content_id, ? AS department, ? AS dataset,
                       'accepted' AS disposition, ? AS observed_on, ? AS rows_read, ? AS rows_accepted, 0 AS rows_quarantined
                """,
                [
                    f"b{batch_number}",
                    batch_number,
                    file,
                    content_id,
                    dataset.department,
                    name,
                    observed,
                    len(of_file),
                    len(of_file),
                ],
            )
            if of_file:
                schema = {"sheet": pl.String, "row": pl.Int64} | {
                    c.name: POLARS_TYPES[c.sql_type] for c in dataset.columns.values()
                }
                frame = pl.DataFrame([{k: r.get(k) for k in schema} for r in of_file], schema=schema).with_columns(
                    content_id=pl.lit(content_id)
                )
                con.register("delivered_frame", frame.to_arrow())
                con.execute(f'INSERT INTO store.clean."{name}" BY NAME SELECT * FROM delivered_frame')
                con.unregister("delivered_frame")


def tie(con: duckdb.DuckDBPyConnection, county: RandomCounty) -> None:
    """Write people, known_links, matches and match_rejects from the ties given, in place of matching."""
    for name in ("people", "known_links", "matches", "match_rejects", "match_reasons"):
        con.execute(create(tables("core")[name], replace=True))
    people = sorted(set(county.people) | {t[0] for t in county.ties.values()})
    number = {p: key(p) or 10**17 + i for i, p in enumerate(people)}
    rows = [(number[p], p, True, f"n{number[p]}", True) for p in people]
    _insert(con, "people", ["person_no", "resident_id", "is_valid_id", "name", "is_known"], rows)
    con.execute("UPDATE people SET is_valid_id = is_resident_id(resident_id), birth_date = id_birth_date(resident_id)")
    con.execute("""
        INSERT INTO known_links
        SELECT k.known_no, p.person_no, 'T1' FROM known_people k JOIN people p ON p.resident_id = k.id_text WHERE k.register <> 'registry'
        """)
    by_source = {
        (d, f, s or "", r): e
        for e, d, f, s, r in con.sql("SELECT evidence_id, dataset, file, sheet, row FROM evidence").fetchall()
    }
    ties = [
        (by_source[k[:4]], k[4], number[person], tier, 1.0, "")
        for k, (person, tier) in county.ties.items()
        if k[:4] in by_source
    ]
    _insert(con, "matches", ["evidence_id", "party", "person_no", "tier", "score", "reason"], ties)
    conflicts = [
        (by_source[k[:4]], k[4], number[person], "conflict", "")
        for k, person in county.conflicts.items()
        if k[:4] in by_source
    ]
    _insert(con, "match_rejects", ["evidence_id", "party", "person_no", "tier", "reason"], conflicts)


def _insert(con: duckdb.DuckDBPyConnection, table: str, columns: list[str], rows: list[tuple]) -> None:
    """All rows at once; one by one they cost more than the assessment."""
    if rows:
        con.register("inserted_rows", pl.DataFrame(rows, schema=columns, orient="row").to_arrow())
        con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM inserted_rows")
        con.unregister("inserted_rows")


def assessed(county: RandomCounty, as_of: date) -> duckdb.DuckDBPyConnection:
    """The connection after a whole assessment of the county; schema mart is filled."""
    con = connect()
    deliver(con, county.rows, county.delivered)
    policy = policies.load("example", as_of)
    batch = Batch("b1", 1, "routine", as_of, "example", policy.version, "")
    gather(con, catalog(), batch, policy.count("staleness_days"))
    tie(con, county)
    register(con)
    assess(con, batch, in_force(policy))
    return con

"""One batch: every delivery in force becomes coverage, ledgers, evidence, mentions and known people."""

from __future__ import annotations

from datetime import date, timedelta

from duckdb import DuckDBPyConnection

from schemas.batch import Batch
from schemas.ddl import create
from schemas.macros import define_macros
from schemas.model import Catalog, Dataset, tables
from transforms.evidence.facts import HOLDER_EXTRAS, deliveries_in_force, facts

MENTION_EXTRAS = tuple(c for c in HOLDER_EXTRAS if c != "guardian_name")
EVIDENCE_COLUMNS = (
    "kind", "item", "category", "detail", "status", "amount", "amount_excluded", "quantity", "happened_on", "ended_on", "month", "label",
)


def gather(con: DuckDBPyConnection, catalog: Catalog, batch: Batch, staleness_days: int) -> None:
    """Write `coverage`, one `ledger_<dataset>` per dataset that proves nothing by itself, `evidence`, `mentions`, `known_people`, `kind_sources`.

    con: main catalog = the batch's database, core.duckdb attached as `store`. staleness_days: from the policy.
    """
    for name in ("evidence", "mentions", "known_people"):
        con.execute(create(tables("core")[name], replace=True))
    con.execute(create(tables("mart")["coverage"], replace=True))
    define_macros(con)
    datasets = sorted(catalog.datasets.values(), key=lambda d: d.name)
    con.execute("CREATE OR REPLACE TABLE kind_sources (kind VARCHAR, dataset VARCHAR)")
    con.executemany("INSERT INTO kind_sources VALUES (?, ?)", [(kind, dataset.name) for dataset in datasets for kind in dataset.proves])
    next_id = 1
    for dataset in datasets:
        deliveries_in_force(con, dataset, batch.number)
        is_stale = _is_stale(con, batch.as_of, staleness_days)
        accepted, kept = facts(con, dataset, next_id, is_stale)
        _cover(con, catalog, dataset, batch, is_stale, accepted - kept)
        if dataset.evidence_sql:
            _prove(con, dataset)
            _mention(con, dataset)
        else:
            con.execute(f'CREATE OR REPLACE TABLE "ledger_{dataset.name}" AS SELECT * FROM facts')
        next_id += kept
    _know_people(con)


def _is_stale(con: DuckDBPyConnection, as_of: date, staleness_days: int) -> bool:
    """True when the newest delivery of any sender is older than the limit; needs `in_force`."""
    oldest = con.sql("SELECT min(newest) FROM (SELECT max(delivery_on) AS newest FROM in_force GROUP BY sender)").fetchall()[0][0]
    return oldest is not None and as_of - oldest > timedelta(days=staleness_days)


def _cover(con: DuckDBPyConnection, catalog: Catalog, dataset: Dataset, batch: Batch, is_stale: bool, merged: int) -> None:
    """Add the dataset's coverage row: what is in force, with the rows of every file counted once."""
    con.execute("""
        INSERT INTO coverage
        WITH used AS (SELECT DISTINCT batch_id, batch_number, content_id, file FROM in_force),
        counted AS (
            SELECT count(*) AS files, sum(f.rows_read) AS rows_read, sum(f.rows_accepted) AS rows_accepted,
                   sum(f.rows_quarantined) AS rows_quarantined,
                   max(f.observed_on) AS observed_on, arg_max(f.batch_id, f.batch_number) AS delivered_in
            FROM used u JOIN store.core.files f ON f.batch_id = u.batch_id AND f.file = u.file AND f.dataset = $dataset
        )
        SELECT $batch_id, $department, $dataset, $title, files > 0, delivered_in, files, coalesce(rows_read, 0), coalesce(rows_accepted, 0),
               coalesce(rows_quarantined, 0), $merged, observed_on, $is_stale,
               CASE WHEN files = 0 THEN 'not_queried' WHEN rows_accepted > 0 THEN 'found' ELSE 'none' END
        FROM counted
        """, {"batch_id": batch.batch_id, "department": catalog.departments[dataset.department].title, "dataset": dataset.name,
              "title": dataset.title, "merged": merged, "is_stale": is_stale})


def _prove(con: DuckDBPyConnection, dataset: Dataset) -> None:
    """Append the dataset's facts to `evidence` through its own SQL file."""
    delivered = [c[0] for c in con.execute(f"DESCRIBE ({dataset.evidence_sql})").fetchall()]
    columns = ", ".join(c for c in EVIDENCE_COLUMNS if c in delivered)
    classes = " ".join(f"WHEN '{kind}' THEN '{grade}'" for kind, grade in dataset.proves.items())
    default = next(iter(dataset.proves.values()))
    con.execute(f"""
        INSERT INTO evidence BY NAME
        SELECT source.evidence_id, source.dataset, source.file, source.sheet, source.row, source.is_stale, source.observed_on, source.fact_id,
               CASE kind {classes} ELSE '{default}' END AS evidence_class, {columns}
        FROM ({dataset.evidence_sql})
        """)


def _carried(column: str, dataset: Dataset) -> str:
    """SQL text for the ID in a column: an ID column as it is, a number that carries one (学籍号, 残疾人证号) cut to it."""
    if dataset.columns[column].type == "id":
        return f'"{column}"'
    return f"left(regexp_replace(upper(\"{column}\"), '^[GJL]', ''), 18)"


def _mention(con: DuckDBPyConnection, dataset: Dataset) -> None:
    """Append one mention per party that the row names: a valid ID first, else the first that is there."""
    for number, party in enumerate(dataset.parties, start=1):
        carried = [_carried(c, dataset) for c in party.id_columns]
        if len(carried) > 1:
            valid = ", ".join(f"CASE WHEN is_resident_id({c}) THEN {c} END" for c in carried)
            id_text = f"coalesce({valid}, {', '.join(carried)})"
        else:
            id_text = carried[0] if carried else "NULL"
        name = f'"{party.name_column}"' if party.name_column else "NULL"
        extras = "".join(f', "{c}"' for c in MENTION_EXTRAS if c in dataset.columns)
        con.execute(f"""
            INSERT INTO mentions BY NAME
            SELECT f.source.evidence_id AS evidence_id, {number} AS party, e.kind AS kind, {id_text} AS id_text, {name} AS name{extras}
            FROM facts f JOIN evidence e ON e.evidence_id = f.source.evidence_id
            WHERE {id_text} IS NOT NULL OR {name} IS NOT NULL
            """)


def _know_people(con: DuckDBPyConnection) -> None:
    """Join member rows to their households (by household number, else by the head's ID) and number every known row."""
    con.execute("""
        CREATE OR REPLACE TABLE delivered_households AS
        SELECT 'roster' AS register, * FROM ledger_roster_households
        UNION ALL BY NAME SELECT 'application' AS register, * FROM ledger_application_households;
        CREATE OR REPLACE TABLE delivered_members AS
        WITH members AS (
            SELECT 'roster' AS register, * FROM ledger_roster_members UNION ALL BY NAME SELECT 'application' AS register, * FROM ledger_application_members
        ), households AS (SELECT DISTINCT register, household_id FROM delivered_households),
        heads AS (SELECT register, head_id, min(household_id) AS household_id FROM delivered_households GROUP BY register, head_id)
        SELECT row_number() OVER (ORDER BY m.register DESC, m.source.evidence_id) AS known_no, m.register,
               coalesce(h.household_id, by_head.household_id) AS household_id, m.* EXCLUDE (household_id, register)
        FROM members m
        LEFT JOIN households h ON h.register = m.register AND h.household_id = m.household_id
        LEFT JOIN heads by_head ON by_head.register = m.register AND by_head.head_id = m.head_id;
        INSERT INTO known_people BY NAME
        SELECT m.known_no, m.register, m.household_id, m.resident_id AS id_text, m.name, m.former_name, coalesce(m.phone, h.phone) AS phone, h.address
        FROM delivered_members m LEFT JOIN delivered_households h ON h.register = m.register AND h.household_id = m.household_id;
        INSERT INTO known_people BY NAME
        SELECT (SELECT count(*) FROM delivered_members) + row_number() OVER (ORDER BY e.evidence_id) AS known_no, 'registry' AS register,
               e.evidence_id, m.id_text, m.name, m.former_name, e.label AS address, e.item AS hukou_number
        FROM evidence e JOIN mentions m USING (evidence_id)
        WHERE e.kind = 'registered'
        """)

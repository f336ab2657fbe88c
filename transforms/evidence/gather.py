"""One batch: every delivery in force becomes coverage, ledgers, evidence, mentions and known people; what has not changed since the last batch stays."""

from __future__ import annotations

from datetime import date, timedelta

from duckdb import DuckDBPyConnection

from schemas.batch import Batch
from schemas.ddl import create
from schemas.free_text import masked_where_needed
from schemas.macros import define_macros
from schemas.model import Catalog, Dataset, tables
from transforms.evidence import kept
from transforms.evidence.facts import deliveries_in_force, facts
from transforms.evidence.statements import run

EVIDENCE_COLUMNS = (
    "kind",
    "item",
    "category",
    "detail",
    "status",
    "amount",
    "amount_excluded",
    "quantity",
    "happened_on",
    "ended_on",
    "month",
    "label",
)


def gather(con: DuckDBPyConnection, catalog: Catalog, batch: Batch, staleness_days: int) -> None:
    """Write `coverage`, one `ledger_<dataset>` per dataset that proves nothing by itself, `kind_sources`; views `evidence`, `mentions`, `known_people`.

    con: main catalog = the batch's database, core.duckdb attached as `store`, what earlier batches gathered as `kept`. staleness_days: from the policy.
    """
    kept.attach(con)
    con.execute(create(tables("mart")["coverage"], replace=True))
    define_macros(con)
    datasets = sorted(catalog.datasets.values(), key=lambda d: d.name)
    con.execute("CREATE OR REPLACE TABLE kind_sources (kind VARCHAR, dataset VARCHAR)")
    con.executemany(
        "INSERT INTO kind_sources VALUES (?, ?)",
        [(kind, dataset.name) for dataset in datasets for kind in dataset.proves],
    )
    parts, last = [], 0
    for dataset in datasets:
        deliveries_in_force(con, dataset, batch.number)
        is_stale = _is_stale(con, batch.as_of, staleness_days)
        if dataset.evidence_sql:
            accepted, stayed = _prove(con, dataset)
            parts.append(kept.Part(dataset, last, is_stale))
        else:
            accepted, stayed = facts(con, dataset, last + 1, {})
            run(con, "ledger", {"dataset": dataset.name})
        _cover(con, catalog, dataset, batch, is_stale, accepted - stayed)
        last += stayed
    kept.show(con, parts)
    _know_people(con)


def _is_stale(con: DuckDBPyConnection, as_of: date, staleness_days: int) -> bool:
    """True when the newest delivery of any sender is older than the limit; needs `in_force`."""
    oldest = con.sql(
        "SELECT min(newest) FROM (SELECT max(delivery_on) AS newest FROM in_force GROUP BY sender)"
    ).fetchall()[0][0]
    return oldest is not None and as_of - oldest > timedelta(days=staleness_days)


def _cover(
    con: DuckDBPyConnection, catalog: Catalog, dataset: Dataset, batch: Batch, is_stale: bool, merged: int
) -> None:
    """Add the dataset's coverage row: what is in force, with the rows of every file counted once."""
    con.execute(
        """
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
        """,
        {
            "batch_id": batch.batch_id,
            "department": catalog.departments[dataset.department].title,
            "dataset": dataset.name,
            "title": dataset.title,
            "merged": merged,
            "is_stale": is_stale,
        },
    )


def _prove(con: DuckDBPyConnection, dataset: Dataset) -> tuple[int, int]:
    """Have the dataset's evidence and mentions among what is kept, as they were or made anew; (rows accepted, rows that stay)."""
    basis = kept.basis(con, dataset)
    known = kept.made(con, dataset, basis)
    if known is not None:
        return known
    accepted, stayed = facts(con, dataset, 1, _parties(dataset) | {c: f'"{c}"' for c in kept.holder_columns(dataset)})
    kept.begin(con, dataset)
    _tell(con, dataset)
    kept.finish(con, dataset, basis, accepted, stayed)
    return accepted, stayed


def _tell(con: DuckDBPyConnection, dataset: Dataset) -> None:
    """Fill kept.facts."<dataset>" with the facts through the dataset's own SQL file; numbers that people typed into its words are masked."""
    delivered = [c[0] for c in con.execute(f"DESCRIBE ({dataset.evidence_sql})").fetchall()]
    columns = ", ".join(
        f"{masked_where_needed('label')} AS label" if c == "label" else c for c in EVIDENCE_COLUMNS if c in delivered
    )
    classes = " ".join(f"WHEN '{kind}' THEN '{grade}'" for kind, grade in dataset.proves.items())
    default = next(iter(dataset.proves.values()))

    def of_each_party(text: str) -> str:
        return ", ".join(text.format(n=number) for number, _ in enumerate(dataset.parties, start=1))

    con.execute(f"""
        INSERT INTO kept.facts."{dataset.name}" BY NAME
        WITH told AS (
            SELECT source.*, CASE kind {classes} ELSE '{default}' END AS evidence_class, {columns},
                   {of_each_party("id_digits(source.id_text_{n}) AS digits_{n}")}
            FROM ({dataset.evidence_sql})
        ), keyed AS (SELECT *, {of_each_party("proven_key(id_text_{n}, digits_{n}) AS key_{n}")} FROM told)
        SELECT * EXCLUDE ({of_each_party("id_text_{n}, digits_{n}")}), {of_each_party("odd_id(id_text_{n}, key_{n}) AS odd_id_{n}")} FROM keyed
        """)


def _carried(column: str, dataset: Dataset) -> str:
    """SQL text for the ID in a column: an ID column as it is, a number that carries one (学籍号, 残疾人证号) cut to it."""
    if dataset.columns[column].type == "id":
        return f'"{column}"'
    return f"left(regexp_replace(upper(\"{column}\"), '^[GJL]', ''), 18)"


def _parties(dataset: Dataset) -> dict[str, str]:
    """SQL texts of id_text_n and name_n for each party that a row names: a valid ID first, else the first that is there."""
    texts = {}
    for number, party in enumerate(dataset.parties, start=1):
        carried = [_carried(c, dataset) for c in party.id_columns]
        if len(carried) > 1:
            valid = ", ".join(f"CASE WHEN is_resident_id({c}) THEN {c} END" for c in carried)
            texts[f"id_text_{number}"] = f"coalesce({valid}, {', '.join(carried)})"
        else:
            texts[f"id_text_{number}"] = carried[0] if carried else "NULL"
        texts[f"name_{number}"] = f'"{party.name_column}"' if party.name_column else "NULL"
    return texts


def _know_people(con: DuckDBPyConnection) -> None:
    """Join member rows to their households (by household number, else by the head's ID); number every known row: members, then the registry's."""
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
        """)
    ((members,),) = con.execute("SELECT count(*) FROM delivered_members").fetchall()
    columns = ", ".join(f'"{c.name}"::{c.type} AS "{c.name}"' for c in tables("core")["known_people"].columns)
    con.execute(f"""
        CREATE OR REPLACE VIEW known_people AS
        SELECT {columns} FROM (
            SELECT m.known_no, m.register, m.household_id, NULL AS evidence_id, m.key, odd_id(m.resident_id, m.key) AS odd_id, m.resident_id AS id_text,
                   m.name, m.former_name, coalesce(m.phone, h.phone) AS phone, h.address, NULL AS hukou_number
            FROM (SELECT *, proven_key(resident_id, digits) AS key FROM (SELECT *, id_digits(resident_id) AS digits FROM delivered_members)) m
            LEFT JOIN delivered_households h ON h.register = m.register AND h.household_id = m.household_id
            UNION ALL BY NAME
            SELECT {members} + evidence_id AS known_no, 'registry' AS register, NULL AS household_id, evidence_id, key, odd_id, id_text, name, former_name,
                   NULL AS phone, address, hukou_number
            FROM mentions WHERE kind = 'registered'
        )
        """)

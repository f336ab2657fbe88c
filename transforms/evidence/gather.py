"""One batch: deliveries in force become coverage, ledgers, evidence, mentions and known people; what has not
changed comes from the cache."""

from __future__ import annotations

from datetime import date, timedelta

from duckdb import DuckDBPyConnection

from schemas.batch import Batch
from schemas.ddl import create
from schemas.free_text import masked_where_needed
from schemas.macros import define_macros
from schemas.model import Catalog, Dataset, tables
from transforms.evidence import cache
from transforms.evidence.contract import EVIDENCE_COLUMNS, refuse_other_kinds
from transforms.evidence.facts import deliveries_in_force, facts
from transforms.evidence.labels import label
from transforms.evidence.statements import run


def gather(con: DuckDBPyConnection, catalog: Catalog, batch: Batch, staleness_days: int) -> None:
    """Write `coverage`, one `ledger_<dataset>` per dataset that proves nothing by itself, `kind_sources`, labels; views
    `evidence`, `mentions`, `known_people`.

    con: main catalog = the batch's database, core.duckdb attached as `store`, the evidence of earlier batches as
    `cache`. staleness_days: from the policy.
    """
    cache.attach(con)
    con.execute(create(tables("mart")["coverage"], replace=True))
    define_macros(con)
    datasets = sorted(catalog.datasets.values(), key=lambda d: d.name)
    con.execute("CREATE OR REPLACE TABLE kind_sources (kind VARCHAR, dataset VARCHAR)")
    con.executemany(
        "INSERT INTO kind_sources VALUES (?, ?)",
        [(kind, dataset.name) for dataset in datasets for kind in dataset.proves],
    )
    label(con, catalog)
    parts, last = [], 0
    for dataset in datasets:
        deliveries_in_force(con, dataset, batch.number)
        is_stale = _is_stale(con, batch.as_of, staleness_days)
        if dataset.evidence_sql:
            accepted, stayed = _prove(con, dataset, dataset.evidence_sql)
            parts.append(cache.Part(dataset, last, is_stale))
        else:
            accepted, stayed = facts(con, dataset, last + 1, {})
            run(con, "ledger", {"dataset": dataset.name})
        _cover(con, catalog, dataset, batch, is_stale, accepted - stayed)
        last += stayed
    cache.show(con, parts)
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
    values = {
        "batch_id": batch.batch_id,
        "department": catalog.departments[dataset.department].title,
        "dataset": dataset.name,
        "title": dataset.title,
        "merged": merged,
        "is_stale": is_stale,
    }
    run(con, "coverage", {}, values)


def _prove(con: DuckDBPyConnection, dataset: Dataset, evidence: str) -> tuple[int, int]:
    """Bring the dataset's evidence and mentions into the cache, unless they are there;
    (rows accepted, rows that stay)."""
    key = cache.cache_key(con, dataset)
    known = cache.lookup(con, dataset, key)
    if known is not None:
        return known
    accepted, stayed = facts(con, dataset, 1, _parties(dataset) | {c: f'"{c}"' for c in cache.holder_columns(dataset)})
    cache.begin(con, dataset)
    _tell(con, dataset, evidence)
    refuse_other_kinds(con, dataset, f'cache.facts."{dataset.name}"')
    cache.finish(con, dataset, key, accepted, stayed)
    return accepted, stayed


def _tell(con: DuckDBPyConnection, dataset: Dataset, evidence: str) -> None:
    """Fill cache.facts."<dataset>" through the dataset's own SQL file; long numbers that people
    typed into a label are masked."""
    delivered = [c[0] for c in con.execute(f"DESCRIBE ({evidence})").fetchall()]
    columns = ", ".join(
        f"{masked_where_needed('label')} AS label" if c == "label" else c for c in EVIDENCE_COLUMNS if c in delivered
    )
    classes = " ".join(f"WHEN '{kind}' THEN '{grade}'" for kind, grade in dataset.proves.items())
    default = next(iter(dataset.proves.values()))

    def of_each_party(text: str) -> str:
        return ", ".join(text.format(n=number) for number, _ in enumerate(dataset.parties, start=1))

    pieces = {
        "dataset": dataset.name,
        "evidence": evidence,
        "evidence_class": f"CASE kind {classes} ELSE '{default}' END",
        "columns": columns,
        "digits": of_each_party("id_digits(source.id_text_{n}) AS digits_{n}"),
        "keys": of_each_party("proven_key(id_text_{n}, digits_{n}) AS key_{n}"),
        "odd_ids": of_each_party("odd_id(id_text_{n}, key_{n}) AS odd_id_{n}"),
        "texts_and_digits": of_each_party("id_text_{n}, digits_{n}"),
    }
    run(con, "cached_facts", pieces)


def _carried(column: str, dataset: Dataset) -> str:
    """SQL text for the ID in a column: an ID column as it is, a number that carries one
    (学籍号, 残疾人证号) cut to it."""
    if dataset.columns[column].type == "id":
        return f'"{column}"'
    return f"left(regexp_replace(upper(\"{column}\"), '^[GJL]', ''), 18)"


def _parties(dataset: Dataset) -> dict[str, str]:
    """SQL texts of id_text_n and name_n for each party that a row names: a valid ID first,
    else the first that is there."""
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
    """Join member rows to their households, and number every known row: the members first, then the registry's rows."""
    run(con, "delivered_households", {})
    run(con, "delivered_members", {})
    ((members,),) = con.execute("SELECT count(*) FROM delivered_members").fetchall()
    columns = ", ".join(f'"{c.name}"::{c.type} AS "{c.name}"' for c in tables("core")["known_people"].columns)
    run(con, "known_people", {"members": str(members), "columns": columns})

"""The cache of evidence: what a dataset's deliveries in force prove is gathered once, and again only when
something it was made of has changed.

Attached as `cache`. facts."<dataset>" has one row per fact and holder, numbered from 1: the columns of `evidence`, the
columns of `mentions` that describe the holder, and for each party n name_n, key_n and odd_id_n. An ID is stored as its
key; its text is stored only where the key is not enough. main.entries has one row per dataset: its cache key, the rows
accepted and the rows kept. What depends on the batch is added by the batch's views `evidence` and `mentions`: numbers
that count on over all datasets, and staleness. Without a file attached the cache lives in memory.

In `mentions` an ID is a text as well, made from key and odd_id for every row that is read. After a join with few rows,
id_text_of(odd_id, key) is cheaper.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
from duckdb import DuckDBPyConnection

from schemas.model import Dataset, tables
from schemas.program import fingerprint

_OF_THE_BATCH = ("is_stale",)
_OF_A_PARTY = ("key", "odd_id", "name")
_OF_BOTH = ("evidence_id", "party", "kind")


@dataclass(frozen=True)
class Part:
    """One dataset of a batch: its first evidence number less one, and what the batch knows of its age."""

    dataset: Dataset
    offset: int
    is_stale: bool


def attach(con: DuckDBPyConnection) -> None:
    """Create the cache's tables where they are missing; the cache is in memory unless a file is attached as `cache`."""
    con.execute("ATTACH IF NOT EXISTS ':memory:' AS cache")
    con.execute("CREATE SCHEMA IF NOT EXISTS cache.facts")
    if con.execute("SELECT 1 FROM duckdb_tables() WHERE database_name = 'cache' AND table_name = 'made'").fetchall():
        # An older version wrote to this file last: no entry of ours is sure to describe what is in it.
        con.execute("DROP TABLE cache.main.made; DROP TABLE IF EXISTS cache.main.entries")
    con.execute(
        "CREATE TABLE IF NOT EXISTS cache.main.entries "
        "(dataset VARCHAR PRIMARY KEY, cache_key VARCHAR, accepted BIGINT, kept BIGINT)"
    )


def cache_key(con: DuckDBPyConnection, dataset: Dataset) -> str:
    """Fingerprint of all that the dataset's evidence is made of; needs `in_force`.

    Of the batches only the order counts: re-delivering the same file changes nothing.
    """
    rows = con.execute(
        "SELECT content_id, file, observed_on, sender, dense_rank() OVER (ORDER BY batch_number) FROM in_force ORDER BY ALL"
    ).fetchall()
    return hashlib.sha256(repr((_program(), dataset, rows)).encode()).hexdigest()


@functools.cache
def _program() -> str:
    """What gathers: our code, the tables it fills, and DuckDB."""
    return fingerprint("transforms.evidence", "schemas") + duckdb.__version__


def lookup(con: DuckDBPyConnection, dataset: Dataset, key: str) -> tuple[int, int] | None:
    """(rows accepted, rows kept) of the dataset's entry under this cache key; None when its
    evidence has to be gathered."""
    found = con.execute(
        "SELECT accepted, kept FROM cache.main.entries WHERE dataset = ? AND cache_key = ?", [dataset.name, key]
    ).fetchall()
    return found[0] if found else None


def finish(con: DuckDBPyConnection, dataset: Dataset, key: str, accepted: int, stayed: int) -> None:
    """Note that cache.facts."<dataset>" is complete, and under which cache key."""
    con.execute("INSERT INTO cache.main.entries VALUES (?, ?, ?, ?)", [dataset.name, key, accepted, stayed])


def holder_columns(dataset: Dataset) -> list[str]:
    """The columns of `mentions` that the dataset delivers about the holder, whoever the parties are."""
    return [
        c.name
        for c in tables("core")["mentions"].columns
        if c.name in dataset.columns and c.name not in (*_OF_BOTH, *_OF_A_PARTY)
    ]


def begin(con: DuckDBPyConnection, dataset: Dataset) -> None:
    """Create an empty cache.facts."<dataset>". The old entry is deleted first: after a crash the table
    is never taken for complete."""
    con.execute("DELETE FROM cache.main.entries WHERE dataset = ?", [dataset.name])
    evidence = {c.name: c.type for c in tables("core")["evidence"].columns if c.name not in _OF_THE_BATCH}
    mentions = {c.name: c.type for c in tables("core")["mentions"].columns}
    parties = {
        f"{name}_{number}": mentions[name] for number, _ in enumerate(dataset.parties, start=1) for name in _OF_A_PARTY
    }
    holder = {name: mentions[name] for name in holder_columns(dataset)}
    columns = ", ".join(f'"{name}" {type_}' for name, type_ in (evidence | parties | holder).items())
    con.execute(f'CREATE OR REPLACE TABLE cache.facts."{dataset.name}" ({columns})')


def show(con: DuckDBPyConnection, parts: Sequence[Part]) -> None:
    """Define the batch's views `evidence` and `mentions` over the datasets in `parts`."""
    told = [(part, number) for part in parts for number, _ in enumerate(part.dataset.parties, start=1)]
    for name, selects in (
        ("evidence", [_evidence(part) for part in parts]),
        ("mentions", [_mentions(part, number) for part, number in told]),
    ):
        empty = (
            "SELECT " + ", ".join(f'NULL::{c.type} AS "{c.name}"' for c in tables("core")[name].columns) + " LIMIT 0"
        )
        con.execute(f"CREATE OR REPLACE VIEW {name} AS {' UNION ALL '.join(selects or [empty])}")


def _evidence(part: Part) -> str:
    ours = {
        "evidence_id": f"evidence_id + {part.offset}",
        "fact_id": f"fact_id + {part.offset}",
        "is_stale": f"{part.is_stale}",
    }
    listed = ", ".join(f'{ours.get(c.name, c.name)} AS "{c.name}"' for c in tables("core")["evidence"].columns)
    return f'SELECT {listed} FROM cache.facts."{part.dataset.name}"'


def _mentions(part: Part, number: int) -> str:
    """One mention per row that names the party."""
    ours = {"evidence_id": f"evidence_id + {part.offset}", "party": f"{number}::TINYINT", "kind": "kind"}
    ours |= {name: f"{name}_{number}" for name in _OF_A_PARTY} | {
        name: f'"{name}"' for name in holder_columns(part.dataset)
    }
    ours["id_text"] = f"id_text_of(odd_id_{number}, key_{number})"
    named = " OR ".join(f"{name}_{number} IS NOT NULL" for name in _OF_A_PARTY)
    listed = ", ".join(
        f'{ours.get(c.name, f"NULL::{c.type}")} AS "{c.name}"' for c in tables("core")["mentions"].columns
    )
    return f'SELECT {listed} FROM cache.facts."{part.dataset.name}" WHERE {named}'

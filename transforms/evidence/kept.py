"""What one dataset's deliveries in force prove, gathered once: it stays for the next batch, as long as nothing that it was made of has changed.

Attached as `kept`: facts."<dataset>", one row per fact and holder row, numbered from 1: the columns of `evidence`, those of `mentions` that tell of the
holder, and per party n name_n, key_n and odd_id_n (the ID: its key where it is valid, its text where that is not all); and `main.made`, one row per
dataset: basis (fingerprint of what it was made of), rows accepted and rows kept. What depends on the batch (numbers that count on over all datasets,
staleness) is added by its views `evidence` and `mentions`. Without a file attached it lives in memory.

In `mentions` an ID is a text as well, put together from the two for every row that is read: after a join with few, id_text_of(odd_id, key) is cheaper.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

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
    """Have a catalog `kept` with its schemas; in memory unless one is attached."""
    con.execute("ATTACH IF NOT EXISTS ':memory:' AS kept")
    con.execute("CREATE SCHEMA IF NOT EXISTS kept.facts")
    con.execute(
        "CREATE TABLE IF NOT EXISTS kept.main.made (dataset VARCHAR PRIMARY KEY, basis VARCHAR, accepted BIGINT, kept BIGINT)"
    )


def basis(con: DuckDBPyConnection, dataset: Dataset) -> str:
    """Fingerprint of all that the dataset's evidence is made of; needs `in_force`. Batches count by their order: a file that lies there again is no news."""
    rows = con.execute(
        "SELECT content_id, file, observed_on, sender, dense_rank() OVER (ORDER BY batch_number) FROM in_force ORDER BY ALL"
    ).fetchall()
    return hashlib.sha256(repr((_program(), dataset, rows)).encode()).hexdigest()


@cache
def _program() -> str:
    """What gathers: our code, the tables it fills, and DuckDB."""
    return fingerprint("transforms.evidence", "schemas") + duckdb.__version__


def made(con: DuckDBPyConnection, dataset: Dataset, basis: str) -> tuple[int, int] | None:
    """(rows accepted, rows kept) of what is there on the same basis; None when it has to be made."""
    found = con.execute(
        "SELECT accepted, kept FROM kept.main.made WHERE dataset = ? AND basis = ?", [dataset.name, basis]
    ).fetchall()
    return found[0] if found else None


def finish(con: DuckDBPyConnection, dataset: Dataset, basis: str, accepted: int, stayed: int) -> None:
    """Note that kept.facts."<dataset>" is whole, and what it was made of."""
    con.execute("INSERT INTO kept.main.made VALUES (?, ?, ?, ?)", [dataset.name, basis, accepted, stayed])


def holder_columns(dataset: Dataset) -> list[str]:
    """The columns of `mentions` that the dataset delivers of the holder, whoever the parties are."""
    return [
        c.name
        for c in tables("core")["mentions"].columns
        if c.name in dataset.columns and c.name not in (*_OF_BOTH, *_OF_A_PARTY)
    ]


def begin(con: DuckDBPyConnection, dataset: Dataset) -> None:
    """An empty kept.facts."<dataset>". What was made before is struck off first: cut off from here on, it is never taken for whole."""
    con.execute("DELETE FROM kept.main.made WHERE dataset = ?", [dataset.name])
    evidence = {c.name: c.type for c in tables("core")["evidence"].columns if c.name not in _OF_THE_BATCH}
    mentions = {c.name: c.type for c in tables("core")["mentions"].columns}
    parties = {
        f"{name}_{number}": mentions[name] for number, _ in enumerate(dataset.parties, start=1) for name in _OF_A_PARTY
    }
    holder = {name: mentions[name] for name in holder_columns(dataset)}
    columns = ", ".join(f'"{name}" {type_}' for name, type_ in (evidence | parties | holder).items())
    con.execute(f'CREATE OR REPLACE TABLE kept.facts."{dataset.name}" ({columns})')


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
    return f'SELECT {listed} FROM kept.facts."{part.dataset.name}"'


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
    return f'SELECT {listed} FROM kept.facts."{part.dataset.name}" WHERE {named}'

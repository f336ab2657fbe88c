"""Whose record is it: one row per mention, tied to at most one person with a tier, or rejected with the reason (docs/matching.md)."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files

from duckdb import DuckDBPyConnection

from schemas.ddl import create
from schemas.macros import define_key_macros
from schemas.model import tables
from transforms.match.names import compare_names
from transforms.match.register import register, remember_people
from transforms.match.repair import repair_known, repair_texts
from transforms.match.review import queue, remember_queue
from transforms.match.rules import load_rules

__all__ = ["OUTPUTS", "STAGES", "match", "queue", "register", "remember_people", "remember_queue"]

OUTPUTS = ("people", "known_links", "matches", "match_rejects", "match_reasons")

Stage = str | Callable[[DuckDBPyConnection], None]


def _names(pairs: str, into: str) -> Stage:
    return lambda con: compare_names(con, pairs, into)


def _drop(*names: str) -> Stage:
    def drop(con: DuckDBPyConnection) -> None:
        for name in names:
            con.execute(f'DROP TABLE temp."{name}"')

    return drop


# A name is a file of sql/ (one statement, one table); the others are the steps in Python.
STAGES: tuple[tuple[str, tuple[Stage, ...]], ...] = (
    ("IDs as integer keys", (define_key_macros, load_rules, "human_judgements", "known_rows")),
    (
        "damaged known IDs repaired by arithmetic",
        (repair_known, "known_breaks", "known_ids", "suspects", "broken_texts", repair_texts, "repairs"),
    ),
    ("known people", ("known_ties", "known_persons", "row_persons")),
    ("one pass over the mentions: integer key, one hash join", ("mention_ids",)),
    (
        "damaged IDs of mentions",
        (
            "mention_suspects",
            "broken_texts",
            repair_texts,
            "repairs",
            _drop("suspects", "broken_texts", "slips", "known_rows"),
        ),
    ),
    (
        "known rows against the name their person goes by",
        ("spouse_names", "known_pairs", _names("known_pairs", "known_levels"), "known_tiers"),
    ),
    (
        "what is known of people",
        ("person_names", "person_groups", "person_contacts", "known_figures", "known_links", _drop("row_persons")),
    ),
    (
        "the rest, and who it may be",
        (
            "rest_ids",
            "reversed_repairs",
            "short_repairs",
            "open_mentions",
            "judged_pairs",
            "kin_candidates",
            "birth_candidates",
            "candidates",
        ),
    ),
    ("how near the names come", ("candidate_names", _names("candidate_names", "candidate_levels"), "close_candidates")),
    ("weighing: vetoes, then levels, then ties", ("weighed", "judged", "outcomes")),
    (
        "people nobody knew",
        (
            "taken",
            "strangers",
            "stranger_pairs",
            "stranger_names",
            _names("stranger_pairs", "stranger_levels"),
            "stranger_tiers",
        ),
    ),
    (
        "results",
        (
            "matches_exact",
            _drop("mention_ids"),
            "people",
            "match_grounds",
            "matches",
            "match_rejects",
            "match_steps",
            "match_reasons",
        ),
    ),
)
VIEWS = (
    "people",
    "matches",
    "match_reasons",
)  # over tables of this stage that stay: what all rows have in common is not stored a million times


def prepare(con: DuckDBPyConnection) -> None:
    """Empty tables for what comes out, and no judgements where none are given."""
    kinds = dict(
        con.execute(
            "SELECT table_name, table_type FROM information_schema.tables WHERE table_catalog = current_database()"
        ).fetchall()
    )
    for name in OUTPUTS:
        if name not in VIEWS:
            con.execute(create(tables("core")[name], replace=True))
        elif kinds.get(name) == "BASE TABLE":
            con.execute(f'DROP TABLE "{name}"')
    con.execute(create(tables("core")["judgements"]))
    # Short texts, nearly all different: to find out that they do not compress costs more than writing them does.
    con.execute("""CREATE OR REPLACE TABLE known_figures (person_no BIGINT, id_text VARCHAR, name VARCHAR USING COMPRESSION uncompressed, birth INTEGER,
        hukou_number VARCHAR USING COMPRESSION uncompressed)""")


def match(con: DuckDBPyConnection) -> None:
    """Write `people`, `known_links`, `matches`, `match_rejects` and `match_reasons` from `known_people`, `mentions` and `judgements` (schemas/core.yaml).

    Every mention ends in `matches` (one row) or in `match_rejects` (one row per candidate, or one without a person). The result does not depend on
    the order of rows.
    """
    prepare(con)
    before = _temporary_tables(con)
    try:
        for _, stages in STAGES:
            for stage in stages:
                if isinstance(stage, str):
                    con.execute((files("transforms.match") / "sql" / f"{stage}.sql").read_text(encoding="utf-8"))
                else:
                    stage(con)
    finally:
        for name in _temporary_tables(con) - before:
            con.execute(f'DROP TABLE IF EXISTS temp."{name}"')


def _temporary_tables(con: DuckDBPyConnection) -> set[str]:
    return {name for (name,) in con.execute("SELECT table_name FROM duckdb_tables() WHERE temporary").fetchall()}

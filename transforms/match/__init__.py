"""Whose record is it: one row per mention, tied to at most one person with a tier, or rejected with the reason (spec: matching.md)."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files

from duckdb import DuckDBPyConnection

from schemas.ddl import create
from schemas.identity import define_key_macros
from schemas.model import tables
from transforms.match.names import compare_names
from transforms.match.repair import repair_known, repair_texts
from transforms.match.rules import load_rules

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
    ("IDs as integer keys", (define_key_macros, load_rules, "known_rows", "mention_ids", "known_ids")),
    ("damaged IDs repaired by arithmetic", ("broken_texts", repair_texts, "repairs")),
    ("known people", ("known_ties", "known_persons", "row_persons")),
    ("exact ID joins", ("mention_known", _drop("mention_ids", "known_rows", "slips", "broken_texts"), "spouse_names")),
    ("known rows against the name their person goes by", ("known_pairs", _names("known_pairs", "known_levels"), "known_tiers")),
    ("what is known of people", ("person_names", "person_groups", "person_contacts")),
    ("the rest, and who it may be", (repair_known, "reversed_repairs", "open_mentions", "kin_candidates", "birth_candidates", "candidates")),
    ("how near the names come", ("candidate_names", _names("candidate_names", "candidate_levels"), "close_candidates")),
    ("weighing: vetoes, then levels, then ties", ("weighed", "judged", "outcomes")),
    ("people nobody knew", ("stranger_mentions", "strangers", "stranger_pairs", _names("stranger_pairs", "stranger_levels"), "stranger_tiers")),
    ("results", ("numbered", "people", "known_links", "explained", "told", "matches_exact", "matches_told", "match_rejects", "match_reasons")),
)


def match(con: DuckDBPyConnection) -> None:
    """Write `people`, `known_links`, `matches`, `match_rejects` and `match_reasons` from `known_people` and `mentions` (schemas/core.yaml).

    Every mention ends in `matches` (one row) or in `match_rejects` (one row per candidate, or one without a person). The result does not depend on
    the order of rows.
    """
    for name in OUTPUTS:
        con.execute(create(tables("core")[name], replace=True))
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

"""Whose record is it: one row per mention, tied to at most one person with a tier, or rejected with
the reason (docs/matching.md)."""

from __future__ import annotations

from duckdb import DuckDBPyConnection

from schemas.ddl import create
from schemas.macros import define_key_macros
from schemas.model import tables
from transforms.match.names import compare_names
from transforms.match.register import register, remember_people
from transforms.match.repair import repair_known, repair_texts
from transforms.match.review import queue, remember_queue
from transforms.match.rules import load_rules
from transforms.scheduler import Chapter, Step, perform_in_order, steps_of

__all__ = ["CHAPTERS", "OUTPUTS", "match", "own_steps", "queue", "register", "remember_people", "remember_queue"]

OUTPUTS = ("people", "known_links", "matches", "match_rejects", "match_reasons")


def _names(pairs: str, into: str) -> Step:
    return Step(f"names/{into}", into, f"FROM {pairs}", lambda con: compare_names(con, pairs, into))


def _drop(*names: str) -> Step:
    def drop(con: DuckDBPyConnection) -> None:
        for name in names:
            con.execute(f'DROP TABLE temp."{name}"')

    return Step(f"drop/{'_'.join(names)}", "", "", drop)


_RULES = Step("rules/match_rules", "match_rules", "", load_rules)
_OWN_SLIPS = Step("repair/own_slips", "own_slips", "FROM known_rows", repair_known)
_SLIPS = Step("repair/slips", "slips", "FROM broken_texts, known_ids, known_breaks", repair_texts)

CHAPTERS = (
    Chapter("IDs as integer keys", "sql", (
        Step("keys", "", "", define_key_macros), _RULES, "human_judgements", "known_rows",
    )),
    Chapter("damaged known IDs repaired by arithmetic", "sql", (
        _OWN_SLIPS, "known_breaks", "known_ids", "suspects", "broken_texts", _SLIPS, "repairs",
    )),
    Chapter("known people", "sql", ("known_ties", "known_persons", "row_persons")),
    Chapter("one pass over the mentions: integer key, one hash join", "sql", ("mention_ids",)),
    Chapter("damaged IDs of mentions", "sql", (
        "mention_suspects", "broken_texts", _SLIPS, "repairs",
        _drop("suspects", "broken_texts", "slips", "known_rows"),
    )),
    Chapter("known rows against the name their person goes by", "sql", (
        "spouse_names", "known_pairs", _names("known_pairs", "known_levels"), "known_tiers",
    )),
    Chapter("what is known of people", "sql", (
        "person_names", "person_groups", "person_contacts", "known_figures", "known_links", _drop("row_persons"),
    )),
    Chapter("the rest, and who it may be", "sql", (
        "rest_ids", "reversed_repairs", "short_repairs", "open_mentions", "judged_pairs",
        "kin_candidates", "birth_candidates", "candidates",
    )),
    Chapter("how near the names come", "sql", (
        "candidate_names", _names("candidate_names", "candidate_levels"), "close_candidates",
    )),
    Chapter("weighing: vetoes, then levels, then ties", "sql", ("weighed", "judged", "outcomes")),
    Chapter("people nobody knew", "sql", (
        "taken", "strangers", "stranger_pairs", "stranger_names",
        _names("stranger_pairs", "stranger_levels"), "stranger_tiers",
    )),
    Chapter("results", "sql", (
        "matches_exact", _drop("mention_ids"), "people", "match_grounds", "matches", "match_rejects",
        "match_steps", "match_reasons",
    )),
)  # fmt: skip
"""The matching in order. Its tables are temporary ones, of one connection: so its steps run one after another."""
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


def own_steps() -> list[Step]:
    """The matching in order: what makes a table stands before what reads it."""
    return steps_of("transforms.match", CHAPTERS)


def match(con: DuckDBPyConnection) -> None:
    """Write `people`, `known_links`, `matches`, `match_rejects` and `match_reasons` from `known_people`, `mentions` and
    `judgements` (schemas/core.yaml).

    Every mention ends in `matches` (one row) or in `match_rejects` (one row per candidate, or one without a person).
    The result does not depend on the order of rows.
    """
    prepare(con)
    before = _temporary_tables(con)
    try:
        perform_in_order(con, own_steps())
    finally:
        for name in _temporary_tables(con) - before:
            con.execute(f'DROP TABLE IF EXISTS temp."{name}"')


def _temporary_tables(con: DuckDBPyConnection) -> set[str]:
    return {name for (name,) in con.execute("SELECT table_name FROM duckdb_tables() WHERE temporary").fetchall()}

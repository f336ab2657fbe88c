"""The order in which a batch is assessed. con: main catalog = the batch's database (evidence, matches,
ledgers), core.duckdb as `store`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from duckdb import DuckDBPyConnection

from schemas.batch import Batch
from schemas.ddl import create
from schemas.model import tables
from transforms.assess import rules
from transforms.assess.context import define_context
from transforms.assess.policy_tables import PolicyInForce, load_policy
from transforms.scheduler import Chapter, Step, perform, shared_steps, steps_of
from transforms.statements import sql_of

CHAPTERS = (
    Chapter("who is assessed, and what is known of them", "people", (
        "numbered", "household_numbers", "register_entries", "households", "members", "member_evidence", "scenarios",
        "scenario_evidence", "deaths", "dead", "member_states", "living_evidence", "sizes", "people_dead",
        "people_on_registers", "alerts", "reviews", "answers", "graces",
    )),
    Chapter("what households have and earn", "totals", (
        "streams", "repeated", "pension", "fiscal_pay", "work_relief", "subsidy", "financial_assets", "vehicles",
        "dwellings", "commercial_properties", "medical_out_of_pocket", "education_fees",
        "totals", "options", "total_evidence", "hardship_members",
    )),
    Chapter("what does not fit", "findings", ()),  # whatever rules are there: see `chapter_steps`
    Chapter("what follows from it", "decide", ("cited", "judged", "decisions", "unheeded", "findings", "cases")),
    Chapter("who is not found yet", "leads", (
        "matched_people", "minors", "outreach_reports", "signal_rows", "household_signals", "hardship", "lead_groups",
        "lead_matches", "leads",
    )),
    Chapter("what each person is due", "plans", ("plan_subjects", "plan_kinds", "plan_dues", "plan_items")),
    Chapter("what analysts read", "mart", (
        "delivery_issues", "coverage", "households", "findings", "finding_rows", "issues", "leads", "lead_rows",
        "applications", "cases", "stats", "clocks", "members", "total_rows", "matches", "plans",
    )),
)  # fmt: skip
"""The assessment in order. What makes a table stands before what reads it."""
MART = (
    "households", "findings", "finding_rows", "issues", "leads", "lead_rows", "applications", "cases", "stats", "clocks",
)  # fmt: skip
MART_VIEWS = ("members", "total_rows", "matches", "plans")  # long: stored once, when the batch is published
ROWS_PER_THREAD = 2_000_000
MOST_LANES = 3  # the longest chain of statements takes two fifths of the time of all
COUNTED = """
    CREATE OR REPLACE TABLE counted (scenario VARCHAR, household_no BIGINT, total VARCHAR, person_no BIGINT, evidence_id BIGINT, tier VARCHAR,
                                     counted DECIMAL(18,2), area_sqm DECIMAL(18,4), arithmetic VARCHAR)
    """
RAISED = f"""
    CREATE OR REPLACE TABLE steps.raised (code VARCHAR, scenario VARCHAR, household_no BIGINT, programme VARCHAR, value DECIMAL(18,2),
                                          limit_value DECIMAL(18,2), unit VARCHAR, effect VARCHAR NOT NULL CHECK (effect IN {rules.effects()}),
                                          person_no BIGINT, evidence_ids BIGINT[],
                                          source STRUCT(dataset VARCHAR, file VARCHAR, sheet VARCHAR, "row" BIGINT, observed_on DATE),
                                          explanation VARCHAR)
    """


def assess(con: DuckDBPyConnection, batch: Batch, policy: PolicyInForce, beside: Sequence[Step] = ()) -> None:
    """Write every table of schema `mart` but `batches`, and what outlives the batch.

    Reads what intake, evidence and matching left, and what earlier batches remembered. `beside`: steps of other stages,
    done where a lane is free; they may read whatever is made here.
    """
    with _few_threads(con) as lanes, shared_steps(con):
        with _at_once(con):
            load_policy(con, policy)
            run_files(con, "people", ["known_kinds"])
            define_context(con, batch, policy)
            _make_empty(con)
        con.execute(RAISED)
        perform(con, [*own_steps(), *beside], lanes)
        rules.refuse_unheeded(con)


def own_steps() -> list[Step]:
    """The assessment in order: what makes a table stands before what reads it."""
    return chapter_steps(CHAPTERS)


def chapter_steps(chapters: Iterable[Chapter]) -> list[Step]:
    """The steps of some chapters in order."""
    found = (c._replace(steps=rules.findings()) if c.folder == "findings" else c for c in chapters)
    return steps_of(rules.SQL, found, _of_query)


def _of_query(folder: str, name: str, sql: str) -> Step:
    """A file that is a bare query adds to the table of its chapter, or is shown as a view."""
    place = f"{folder}/{name}"
    if folder == "totals":
        return _added(place, "counted", sql)
    if folder == "findings":
        added = _added(place, "raised", f"SELECT '{name}' AS code, * FROM ({sql}\n)")
        return replace(added, run=rules.raising(name, added.sql))
    return _shown(place, name, sql) if name in MART_VIEWS else _added(place, f"mart.{name}", sql)


def _added(name: str, table: str, query: str) -> Step:
    return Step(name, table, f"INSERT INTO {table} BY NAME {query}")


def _shown(place: str, name: str, query: str) -> Step:
    columns = ", ".join(f'"{c.name}"::{c.type} AS "{c.name}"' for c in tables("mart")[name].columns)
    return Step(place, f"mart.{name}", f"CREATE OR REPLACE VIEW mart.{name} AS SELECT {columns} FROM (\n{query}\n)")


@contextmanager
def _at_once(con: DuckDBPyConnection) -> Iterator[None]:
    """Many small tables and macros in one transaction: one commit reaches the disk instead of sixty."""
    con.begin()
    try:
        yield
    except BaseException:
        con.rollback()
        raise
    con.commit()


@contextmanager
def _few_threads(con: DuckDBPyConnection) -> Iterator[int]:
    """One thread for each ROWS_PER_THREAD rows of evidence, while it lasts; yields for how many statements at
    a time the cores are enough.

    Most statements are over some ten thousand rows, which is one task; the thread that calls DuckDB then asks for the
    next one without a pause while another works on it (duckdb issue 22178), and this took two fifths of the CPU.
    Statements that do not need each other leave no core idle.
    """
    ((allowed, rows),) = con.execute("SELECT current_setting('threads'), (SELECT count(*) FROM evidence)").fetchall()
    threads = min(allowed, 1 + rows // ROWS_PER_THREAD)
    con.execute(f"SET threads = {threads}")
    try:
        yield min(MOST_LANES, allowed // threads)
    finally:
        con.execute(f"SET threads = {allowed}")


def _make_empty(con: DuckDBPyConnection) -> None:
    """The tables of the batch whose columns are promised, or which several steps add to."""
    con.execute(COUNTED)
    con.execute("CREATE SCHEMA IF NOT EXISTS mart")
    for name in ("coverage", *MART):
        con.execute(create(tables("mart")[name], "mart", replace=True))


def run_files(con: DuckDBPyConnection, folder: str, names: Iterable[str]) -> None:
    """Execute files of `transforms/assess/<folder>` in order."""
    for name in names:
        con.execute(sql_of(rules.SQL, folder, name))

"""The order in which a batch is assessed. con: main catalog = the batch's database (evidence, matches, ledgers), core.duckdb as `store`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.resources import files

from duckdb import DuckDBPyConnection

from schemas.batch import Batch
from schemas.ddl import create
from schemas.model import catalog, tables
from transforms.assess.context import define_context
from transforms.assess.lanes import Step, made_by, perform, shared_steps
from transforms.assess.policy_tables import PolicyInForce, load_policy

PEOPLE = (
    "numbered",
    "household_numbers",
    "register_entries",
    "households",
    "members",
    "member_evidence",
    "scenarios",
    "scenario_evidence",
    "deaths",
    "dead",
    "member_states",
    "living_evidence",
    "sizes",
    "people_dead",
    "people_on_registers",
    "alerts",
)
MEMORY = ("reviews", "answers", "graces")
TOTALS = (
    "pension",
    "fiscal_pay",
    "work_relief",
    "subsidy",
    "financial_assets",
    "vehicles",
    "dwellings",
    "commercial_properties",
    "medical_out_of_pocket",
    "education_fees",
)
FINDINGS = (
    "S01",
    "S02",
    "S03",
    "S04",
    "S05",
    "S06",
    "S07",
    "S08",
    "S09",
    "S10",
    "S11",
    "X01",
    "I01",
    "I02",
    "I03",
    "I04",
    "P01",
    "P02",
    "P03",
    "P04",
    "P05",
    "P06",
    "P07",
    "M01",
)  # M01 last: it asks what the others would be with doubtful evidence added
MART = (
    "households",
    "findings",
    "finding_rows",
    "issues",
    "leads",
    "lead_rows",
    "applications",
    "cases",
    "stats",
    "clocks",
)
MART_VIEWS = ("members", "total_rows", "matches", "plans")  # long: stored once, when the batch is published
ROWS_PER_THREAD = 2_000_000
MOST_LANES = 3  # the longest chain of statements takes two fifths of the time of all
COUNTED = """
    CREATE OR REPLACE TABLE counted (scenario VARCHAR, household_no BIGINT, total VARCHAR, person_no BIGINT, evidence_id BIGINT, tier VARCHAR,
                                     counted DECIMAL(18,2), area_sqm DECIMAL(18,4), arithmetic VARCHAR)
    """
RAISED = """
    CREATE OR REPLACE TABLE steps.raised (code VARCHAR, scenario VARCHAR, household_no BIGINT, programme VARCHAR, value DECIMAL(18,2),
                                          limit_value DECIMAL(18,2), unit VARCHAR, effect VARCHAR, person_no BIGINT, evidence_ids BIGINT[],
                                          source STRUCT(dataset VARCHAR, file VARCHAR, sheet VARCHAR, "row" BIGINT, observed_on DATE),
                                          explanation VARCHAR)
    """


def assess(con: DuckDBPyConnection, batch: Batch, policy: PolicyInForce, beside: Sequence[Step] = ()) -> None:
    """Write every table of schema `mart` but `batches`, and what outlives the batch.

    Reads what intake, evidence and matching left, and what earlier batches remembered. `beside`: steps of other stages, done where a lane is free;
    they may read whatever is made here.
    """
    with _few_threads(con) as lanes, shared_steps(con):
        with _at_once(con):
            load_policy(con, policy)
            run_files(con, "sql", ["known_kinds"])
            define_context(con, batch, policy)
            _label_datasets(con)
            _make_empty(con)
        con.execute(RAISED)
        perform(con, [*own_steps(), *beside], lanes)


def own_steps() -> list[Step]:
    """The assessment in order: what makes a table stands before what reads it."""
    return [
        *_made(*PEOPLE, *MEMORY, "streams", "repeated"),
        *(_added(f"totals/{name}", "counted", _sql("totals", name)) for name in TOTALS),
        *_made("totals", "options", "total_evidence", "hardship_members"),
        *(
            _added(f"findings/{code}", "raised", f"SELECT '{code}' AS code, * FROM (\n{_sql('findings', code)}\n)")
            for code in FINDINGS
        ),
        *_made("cited", "judged", "decisions", "findings", "cases"),
        *_made(
            "matched_people",
            "minors",
            "outreach_reports",
            "signal_rows",
            "household_signals",
            "hardship",
            "lead_groups",
            "lead_matches",
            "leads",
        ),
        *_made("plan_subjects", "plan_kinds", "plan_dues", "plan_items", "delivery_issues"),
        _added("coverage", "mart.coverage", "SELECT * FROM main.coverage"),
        *(_added(f"mart/{name}", f"mart.{name}", _sql("mart", name)) for name in MART),
        *(_shown(name) for name in MART_VIEWS),
    ]


def _made(*names: str) -> Iterator[Step]:
    """Files of sql/: each says itself what it makes."""
    for name in names:
        sql = _sql("sql", name)
        yield Step(f"sql/{name}", made_by(sql), sql)


def _added(name: str, table: str, query: str) -> Step:
    return Step(name, table, f"INSERT INTO {table} BY NAME\n{query}")


def _shown(name: str) -> Step:
    columns = ", ".join(f'"{c.name}"::{c.type} AS "{c.name}"' for c in tables("mart")[name].columns)
    return Step(
        f"mart/{name}",
        f"mart.{name}",
        f"CREATE OR REPLACE VIEW mart.{name} AS SELECT {columns} FROM (\n{_sql('mart', name)}\n)",
    )


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
    """One thread for each ROWS_PER_THREAD rows of evidence, while it lasts; yields for how many statements at a time the cores are enough.

    Most statements are over some ten thousand rows, which is one task; the thread that calls DuckDB then asks for the next one without a pause while
    another works on it (duckdb issue 22178), and this took two fifths of the CPU. Statements that do not need each other leave no core idle.
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


def _label_datasets(con: DuckDBPyConnection) -> None:
    """Tables `department_labels` and `dataset_labels`: what staff call a department, a dataset's ID column and its household column."""
    known = catalog()
    departments = [(department.name, department.title) for department in known.departments.values()]
    datasets = []
    for dataset in known.datasets.values():
        household = dataset.columns.get("household_id")
        titles = [dataset.columns[p.id_column].title if p.id_column else None for p in dataset.parties] or [None]
        for party, title in enumerate(titles, start=1):
            datasets.append(
                (
                    dataset.name,
                    party,
                    known.departments[dataset.department].title,
                    title,
                    household.title if household else None,
                )
            )
    _store(con, "department_labels", {"name": "VARCHAR", "department": "VARCHAR"}, departments)
    columns = {
        "dataset": "VARCHAR",
        "party": "TINYINT",
        "department": "VARCHAR",
        "id_title": "VARCHAR",
        "household_title": "VARCHAR",
    }
    _store(con, "dataset_labels", columns, datasets)


def _store(con: DuckDBPyConnection, table: str, columns: Mapping[str, str], rows: Sequence[tuple]) -> None:
    """Write a table of our own from rows, as one text: a parameter per cell, or lists of them, take DuckDB twenty times as long to plan."""
    told = json.dumps([dict(zip(columns, row, strict=True)) for row in rows])
    con.execute(
        f"CREATE OR REPLACE TABLE {table} AS SELECT unnest(from_json($1, $2), recursive := true)",
        [told, json.dumps([columns])],
    )


def run_files(con: DuckDBPyConnection, folder: str, names: Iterable[str]) -> None:
    """Execute files of `transforms/assess/<folder>` in order."""
    for name in names:
        con.execute(_sql(folder, name))


def _sql(folder: str, name: str) -> str:
    return (files("transforms.assess") / folder / f"{name}.sql").read_text(encoding="utf-8")

"""The order in which a batch is assessed. con: main catalog = the batch's database (evidence, matches, ledgers), core.duckdb as `store`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.resources import files

from duckdb import DuckDBPyConnection

from schemas.batch import Batch
from schemas.ddl import create
from schemas.model import catalog, tables
from transforms.assess.context import define_context
from transforms.assess.policy_tables import PolicyInForce, load_policy

PEOPLE = (
    "register_entries", "households", "household_numbers", "members", "member_evidence", "scenarios", "scenario_evidence", "dead", "member_states",
    "living_evidence", "sizes", "people_dead", "people_on_registers",
)
MEMORY = ("reviews", "answers", "graces")
TOTALS = (
    "pension", "fiscal_pay", "work_relief", "subsidy", "financial_assets", "vehicles", "dwellings", "commercial_properties", "medical_out_of_pocket",
    "education_fees",
)
FINDINGS = (
    "S01", "S02", "S03", "S04", "S05", "S06", "S07", "S08", "S09", "S10", "S11", "X01",
    "I01", "I02", "I03", "I04", "P01", "P02", "P03", "P04", "P05", "P06", "P07", "M01",
)  # M01 last: it asks what the others would be with doubtful evidence added
MART = ("households", "findings", "finding_rows", "issues", "leads", "lead_rows", "applications", "cases", "stats", "clocks")
MART_VIEWS = ("members", "total_rows", "matches", "plans")  # long: stored once, when the batch is published
ROWS_PER_THREAD = 2_000_000


def register(con: DuckDBPyConnection, batch: Batch) -> None:
    """Give every person of the batch the lasting person_id: table `person_ids`."""
    # Short texts, all different: to find out that they do not compress costs three times what writing them does.
    con.execute("CREATE OR REPLACE TABLE person_ids (person_no BIGINT, person_id VARCHAR USING COMPRESSION uncompressed, is_new BOOLEAN)")
    with _few_threads(con):
        run_files(con, "sql", ["person_ids"])


def assess(con: DuckDBPyConnection, batch: Batch, policy: PolicyInForce) -> None:
    """Write every table of schema `mart` but `batches`. Reads what intake, evidence and matching left, and what earlier batches remembered."""
    with _few_threads(con):
        load_policy(con, policy)
        run_files(con, "sql", ["known_kinds"])
        define_context(con, batch, policy)
        _label_datasets(con)
        run_files(con, "sql", PEOPLE)
        run_files(con, "sql", MEMORY)
        _total(con)
        _find(con)
        run_files(con, "sql", ("cited", "judged", "decisions", "findings", "cases"))
        run_files(con, "sql", ("minors", "signal_rows", "household_signals", "hardship", "lead_groups", "leads"))
        run_files(con, "sql", ("plan_subjects", "plan_kinds", "plan_dues", "plan_items", "delivery_issues"))
        _publish(con)
        _clear(con)


@contextmanager
def _few_threads(con: DuckDBPyConnection) -> Iterator[None]:
    """One thread for each ROWS_PER_THREAD rows of evidence, while it lasts.

    Most statements are over some ten thousand rows, which is one task; the thread that calls DuckDB then asks for the next one without a pause while
    another works on it (duckdb issue 22178), and this took two fifths of the CPU.
    """
    ((allowed, rows),) = con.execute("SELECT current_setting('threads'), (SELECT count(*) FROM evidence)").fetchall()
    con.execute(f"SET threads = {min(allowed, 1 + rows // ROWS_PER_THREAD)}")
    try:
        yield
    finally:
        con.execute(f"SET threads = {allowed}")


def _total(con: DuckDBPyConnection) -> None:
    """Fill `counted` (one row per scenario, household, total and evidence row), then the totals that add it up."""
    con.execute("""
        CREATE OR REPLACE TABLE counted (scenario VARCHAR, household_no BIGINT, total VARCHAR, person_no BIGINT, evidence_id BIGINT, tier VARCHAR,
                                         counted DECIMAL(18,2), area_sqm DECIMAL(18,4), arithmetic VARCHAR)
        """)
    run_files(con, "sql", ["streams"])
    for name in TOTALS:
        con.execute(f"INSERT INTO counted BY NAME {_sql('totals', name)}")
    run_files(con, "sql", ("totals", "options", "total_evidence", "hardship_members"))


def _find(con: DuckDBPyConnection) -> None:
    """Fill `raised`: one row per scenario, household, programme and finding code."""
    source = con.sql("SELECT typeof(source) FROM households LIMIT 1").fetchall()
    source_type = source[0][0] if source else "STRUCT(dataset VARCHAR, file VARCHAR, sheet VARCHAR, row BIGINT, observed_on DATE)"
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE raised (code VARCHAR, scenario VARCHAR, household_no BIGINT, programme VARCHAR, value DECIMAL(18,2),
                                        limit_value DECIMAL(18,2), unit VARCHAR, effect VARCHAR, person_no BIGINT, evidence_ids BIGINT[],
                                        source {source_type}, explanation VARCHAR)
        """)
    for code in FINDINGS:
        con.execute(f"INSERT INTO raised BY NAME SELECT '{code}' AS code, * FROM (\n{_sql('findings', code)}\n)")


def _label_datasets(con: DuckDBPyConnection) -> None:
    """Tables `department_labels` and `dataset_labels`: what staff call a department, a dataset's ID column and its household column."""
    known = catalog()
    departments = [(department.name, department.title) for department in known.departments.values()]
    datasets = []
    for dataset in known.datasets.values():
        household = dataset.columns.get("household_id")
        titles = [dataset.columns[p.id_column].title if p.id_column else None for p in dataset.parties] or [None]
        for party, title in enumerate(titles, start=1):
            datasets.append((dataset.name, party, known.departments[dataset.department].title, title, household.title if household else None))
    _store(con, "department_labels", {"name": "VARCHAR", "department": "VARCHAR"}, departments)
    columns = {"dataset": "VARCHAR", "party": "TINYINT", "department": "VARCHAR", "id_title": "VARCHAR", "household_title": "VARCHAR"}
    _store(con, "dataset_labels", columns, datasets)


def _store(con: DuckDBPyConnection, table: str, columns: Mapping[str, str], rows: Sequence[tuple]) -> None:
    """Write a table of our own from rows, in one statement."""
    listed = ", ".join(f"unnest(${place}::{type_}[]) AS {name}" for place, (name, type_) in enumerate(columns.items(), start=1))
    con.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT {listed}", [list(values) for values in zip(*rows, strict=True)])


def _publish(con: DuckDBPyConnection) -> None:
    """Fill schema `mart` of the batch's database: the tables of mart.yaml with exactly their columns."""
    con.execute("CREATE SCHEMA IF NOT EXISTS mart")
    con.execute(create(tables("mart")["coverage"], "mart", replace=True))
    con.execute("INSERT INTO mart.coverage BY NAME SELECT * FROM main.coverage")
    for name in MART:
        con.execute(create(tables("mart")[name], "mart", replace=True))
        con.execute(f"INSERT INTO mart.{name} BY NAME\n{_sql('mart', name)}")
    for name in MART_VIEWS:
        columns = ", ".join(f'"{c.name}"::{c.type} AS "{c.name}"' for c in tables("mart")[name].columns)
        con.execute(f"CREATE OR REPLACE VIEW mart.{name} AS SELECT {columns} FROM (\n{_sql('mart', name)}\n)")


def _clear(con: DuckDBPyConnection) -> None:
    """Drop the temporary tables: steps of the assessment that nobody reads later."""
    con.execute("DROP VIEW temp.scenario_evidence")
    for (name,) in con.execute("SELECT table_name FROM duckdb_tables() WHERE temporary").fetchall():
        con.execute(f'DROP TABLE temp."{name}"')


def run_files(con: DuckDBPyConnection, folder: str, names: Iterable[str]) -> None:
    """Execute files of `transforms/assess/<folder>` in order."""
    for name in names:
        con.execute(_sql(folder, name))


def _sql(folder: str, name: str) -> str:
    return (files("transforms.assess") / folder / f"{name}.sql").read_text(encoding="utf-8")

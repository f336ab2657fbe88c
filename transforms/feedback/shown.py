"""Answers as analysts see them: tables `outcomes` and `ledger` of a schema `mart`, and the cases
of a batch after its answers."""

from __future__ import annotations

from duckdb import DuckDBPyConnection

from schemas.ddl import create
from schemas.model import tables
from transforms.statements import sql_of

ALL = 2**31 - 1


def show(con: DuckDBPyConnection, schema: str, grace_days: int, notice_days: int, before: int = ALL) -> None:
    """Fill `<schema>.outcomes` and `<schema>.ledger` with the answers in `store` that were taken in
    before batch number `before`.

    `schema` is ours ("mart", "published.mart"), never input. Both tables are written anew:
    they belong to no single batch.
    """
    for name, values in {
        "outcomes": {"before": before},
        "ledger": {"grace_days": grace_days, "notice_days": notice_days},
    }.items():
        con.execute(create(tables("mart")[name], schema))
        con.execute(f"DELETE FROM {schema}.{name}")
        con.execute(f"INSERT INTO {schema}.{name} BY NAME {_sql(name, schema)}", values)


def close_answered(con: DuckDBPyConnection, schema: str, batch_id: str, number: int) -> None:
    """Bring `<schema>.cases` of one batch up to the answers taken in until the next batch; `show` comes first."""
    con.execute(
        f"""
        UPDATE {schema}.cases SET outcome = t.outcome, outcome_on = t.outcome_on, state = t.state,
               is_overdue = is_overdue AND t.state <> 'closed'
        FROM ({_sql("closed_cases", schema)}) t
        WHERE cases.batch_id = $batch_id AND cases.case_id = t.case_id
        """,
        {"batch_id": batch_id, "number": number},
    )


def _sql(name: str, schema: str) -> str:
    text = sql_of("transforms.feedback", "sql", name)
    return text.replace("FROM answers_shown", f"FROM {schema}.outcomes answers_shown").replace(
        "FROM cases_shown", f"FROM {schema}.cases"
    )

"""Slips in the evidence SQL of a dataset: each is told in one line with file and line before anything is decided."""

from __future__ import annotations

from dataclasses import replace

import duckdb
import pytest

from schemas.checked import ContractError
from schemas.model import Catalog, catalog
from transforms.evidence.contract import EVIDENCE_COLUMNS, refuse_misfits, refuse_other_kinds

DEPOSITS = "schemas/departments/banks/deposits.sql"


def told(name: str, sql: str, proves: dict[str, str] | None = None) -> list[str]:
    """What is refused when a dataset has this SQL."""
    dataset = catalog().datasets[name]
    dataset = replace(dataset, evidence_sql=sql, proves=dataset.proves if proves is None else proves)
    try:
        refuse_misfits(Catalog(catalog().departments, {name: dataset}))
    except ContractError as error:
        return str(error).splitlines()
    return []


def test_what_comes_with_hedui_keeps_the_contract():
    refuse_misfits(catalog())


SLIPS = {
    "column": (
        "SELECT source, 'deposit' AS kind,\n  bank AS item,\n  balance AS amonut\nFROM facts",
        f"{DEPOSITS}, line 3: column 'amonut' is no column of evidence; allowed: amount, amount_excluded, category, detail, "
        "ended_on, happened_on, item, kind, label, month, quantity, source, status (did you mean amount?)",
    ),
    "source column": (
        "SELECT source, 'deposit' AS kind,\n  balanse AS amount\nFROM facts",
        f"{DEPOSITS}, line 2: DuckDB does not understand it: Binder Error: Referenced column \"balanse\" not found",
    ),
    "syntax": ("SELECT source, 'deposit' AS kind FORM facts", f"{DEPOSITS}, line 1: DuckDB does not understand it: Parser"),
    "two statements": ("SELECT source, 'deposit' AS kind FROM facts; SELECT 1", "line 1: DuckDB does not understand it"),
    "kind": (
        "-- evidence `depost`\nSELECT source,\n  'depost' AS kind\nFROM facts",
        f"{DEPOSITS}, line 3: kind 'depost' is not among what deposits.yaml proves; allowed: deposit (did you mean deposit?)",
    ),
    "no kind": ("SELECT source, balance AS amount FROM facts", f"{DEPOSITS}, line 1: column 'kind' is missing; select it"),
    "no source": ("SELECT 'deposit' AS kind FROM facts", f"{DEPOSITS}, line 1: column 'source' is missing; select it"),
    "text as a date": (
        "SELECT source, 'deposit' AS kind, bank AS happened_on FROM facts",
        f"{DEPOSITS}, line 1: column 'happened_on' is of type VARCHAR; allowed: DATE",
    ),
    "date as an amount": (
        "SELECT source, 'deposit' AS kind, queried_on AS amount FROM facts",
        "line 1: column 'amount' is of type DATE; allowed: DECIMAL(18,2)",
    ),
    "other table": (
        "SELECT source, 'deposit' AS kind FROM facts\nWHERE account IN (SELECT name FROM coverage)",
        f"{DEPOSITS}, line 2: ",
    ),
    "file": (
        "SELECT source, 'deposit' AS kind\nFROM facts, glob('/*')",
        f"{DEPOSITS}, line 2: it reads 'glob'; allowed: facts",
    ),
}  # fmt: skip


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_told_in_one_line(slip):
    sql, why = SLIPS[slip]
    found = told("deposits", sql)
    assert [line for line in found if why in line], found


def test_a_kind_that_no_row_can_be_of():
    both = {"deposit": "verified", "security": "verified"}
    (line,) = told("deposits", "SELECT source, 'deposit' AS kind FROM facts", both)
    assert line == (
        "schemas/departments/banks/deposits.yaml, proves / security: no row of deposits.sql can be of this kind; it gives: deposit"
    )


CHANGES = {"death": "verified", "move_out": "verified"}
STATED = {
    "a column's codes": ("SELECT source, change AS kind FROM facts", {"birth", "move_in"}),
    "CASE": ("SELECT source, CASE WHEN change = 'death' THEN 'death' ELSE 'move_out' END AS kind FROM facts", set()),
    "CASE with a third": ("SELECT source, CASE change WHEN 'death' THEN 'death' WHEN 'birth' THEN 'birth' ELSE 'move_out' END AS kind FROM facts", {"birth"}),
    "the rest of a CASE": ("SELECT source, CASE WHEN change IN ('birth', 'move_in') THEN 'move_out' ELSE change END AS kind FROM facts", set()),
    "UNION": ("SELECT 'death' AS kind, source FROM facts UNION ALL SELECT 'birth', source FROM facts", {"birth"}),
    "a condition leaves codes out": ("SELECT source, change AS kind FROM facts WHERE change IN ('death', 'move_out')", set()),
    "coalesce": ("SELECT source, coalesce(NULL, 'death', 'birth') AS kind FROM facts", {"birth"}),
    "cast": ("SELECT source, 'birth'::VARCHAR AS kind FROM facts", {"birth"}),
    "what cannot be read": ("WITH told AS (SELECT source, lower(change) AS kind FROM facts) SELECT * FROM told", set()),
}  # fmt: skip


@pytest.mark.parametrize("form", STATED)
def test_every_way_to_state_a_kind(form):
    sql, odd = STATED[form]
    lines = [line for line in told("registry_changes", sql, CHANGES) if "registry_changes.sql, line" in line]
    assert [line.partition("kind ")[2].split()[0].strip("'") for line in lines] == sorted(odd), lines


def looked_at(sql: str, kinds: list[str | None]) -> None:
    dataset = replace(catalog().datasets["registry_changes"], evidence_sql=sql, proves=CHANGES)
    with duckdb.connect() as con:
        con.execute("CREATE TABLE told AS SELECT unnest($1::VARCHAR[]) AS kind", [kinds])
        refuse_other_kinds(con, dataset, "told")


@pytest.mark.parametrize("form", ["what cannot be read", "a condition leaves codes out"])
def test_what_the_text_leaves_open_is_looked_at(form):
    sql = STATED[form][0]
    looked_at(sql, ["death", "move_out"])
    with pytest.raises(
        ContractError, match=r"registry_changes.sql: 2 rows are of kind 'birth'; allowed by `proves`: death, move_out"
    ):
        looked_at(sql, ["death", "birth", "birth"])
    with pytest.raises(ContractError, match="1 rows are of no kind"):
        looked_at(sql, ["death", None])
    with pytest.raises(ContractError) as refused:
        looked_at(sql, ["张三"])
    assert "张三" not in str(refused.value)


def test_the_columns_are_those_of_the_table():
    assert {"kind", "amount", "happened_on", "label"} < EVIDENCE_COLUMNS.keys()
    assert not {"evidence_id", "is_stale", "dataset"} & EVIDENCE_COLUMNS.keys()

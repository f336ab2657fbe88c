"""Schemas, SQL comments and the data dictionary say the same, because they come from one place."""

from pathlib import Path

import duckdb
import pytest

from schemas.clean import clean_schema
from schemas.ddl import comments, create
from schemas.dictionary import dictionary
from schemas.model import catalog, tables

ROOT = Path(__file__).resolve().parents[2]
DATASETS = catalog().datasets


def test_dictionary_has_not_drifted():
    written = (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    assert written == dictionary(), "run make dictionary"


def test_every_department_delivers_something():
    assert {dataset.department for dataset in DATASETS.values()} == set(catalog().departments)


@pytest.mark.parametrize("name", DATASETS)
def test_every_column_has_a_pandera_column_of_its_title(name):
    dataset = DATASETS[name]
    schema = clean_schema(dataset)
    for column in dataset.columns.values():
        assert column.name in schema.columns
        assert schema.columns[column.name].title == column.title


@pytest.mark.parametrize("table", tables("mart"))
def test_duckdb_holds_the_comments(table):
    con = duckdb.connect()
    con.execute("CREATE SCHEMA mart")
    described = tables("mart")[table]
    con.execute(create(described, "mart"))
    for statement in comments(described, "mart"):
        con.execute(statement)
    assert described.title in con.sql("SELECT comment FROM duckdb_tables()").fetchall()[0][0]
    shown = dict(con.sql("SELECT column_name, comment FROM duckdb_columns() WHERE schema_name = 'mart'").fetchall())
    assert {c.name for c in described.columns} == shown.keys()
    assert all(c.title in shown[c.name] for c in described.columns)

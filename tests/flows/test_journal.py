"""What counts as finished, and on what that rests."""

import json
from dataclasses import replace
from datetime import datetime

import pytest

from flows.batch import journal
from flows.batch.journal import Journal
from flows.storage.store import Store
from reports.shared import manifest
from tests.flows.conftest import make_batch

STARTED = datetime(2026, 3, 31, 20)


@pytest.fixture
def begun(store, workspace):
    """The journal of a batch that has finished one stage, which made table a and view v."""
    work = workspace.work_of("b1")
    work.mkdir()
    store.attach_batch(work / "batch.duckdb")
    begun = Journal(store.con)
    begun.begin("key", STARTED)
    store.con.execute("CREATE TABLE a AS SELECT 1 AS one; CREATE VIEW v AS FROM a")
    begun.finish("first")
    return begun


def test_the_next_run_finds_what_is_finished_and_drops_what_is_not(begun, store, workspace):
    store.con.execute(
        "CREATE SCHEMA mart; CREATE TABLE mart.half AS SELECT 1; CREATE VIEW w AS FROM a; CREATE TABLE b AS SELECT 2"
    )
    store.close()
    again = Store(workspace.core, workspace.spill)
    again.attach_batch(workspace.work_of("b1") / "batch.duckdb")
    found = Journal(again.con)
    assert found.started_at("another key") is None
    assert found.started_at("key") == STARTED
    assert found.stages() == {"first"}
    tables = "SELECT table_name FROM information_schema.tables WHERE table_catalog = 'batch' AND table_schema <> 'journal' ORDER BY 1"
    assert again.con.execute(tables).fetchall() == [("a",), ("v",)]
    assert again.con.execute("FROM v").fetchall() == [(1,)]
    again.close()


def test_an_empty_database_was_begun_by_nobody(store, workspace):
    store.attach_batch(workspace.work / "batch.duckdb")
    assert Journal(store.con).started_at("key") is None


def test_a_database_of_an_older_version_is_begun_anew(begun, store):
    store.con.execute("ALTER TABLE journal.begun RENAME cache_key TO basis")
    assert begun.started_at("key") is None


def test_the_cache_key_is_the_same_for_the_same(store):
    assert journal.cache_key(store, make_batch()) == journal.cache_key(store, make_batch())


@pytest.mark.parametrize(
    "change",
    [
        "INSERT INTO core.files BY NAME SELECT 'b1' AS batch_id, 'a.csv' AS file, 'x' AS content_id",
        "INSERT INTO core.file_issues BY NAME SELECT 'b1' AS batch_id, 'a.csv' AS file",
        "INSERT INTO core.judgements BY NAME SELECT 'x' AS id_text",
        "INSERT INTO core.outcomes BY NAME SELECT 1 AS sequence",
        "INSERT INTO core.batches BY NAME SELECT 'b0' AS batch_id, 1 AS number",
    ],
)
def test_what_was_delivered_answered_or_decided_is_part_of_it(store, change):
    before = journal.cache_key(store, make_batch())
    with store.writing() as cursor:
        cursor.execute(change)
    assert journal.cache_key(store, make_batch()) != before


@pytest.mark.parametrize(
    "other",
    [
        {"policy_version": "example-2"},
        {"number": 2},
        {"kind": "entry"},
        {"jurisdiction": "other"},
        {"inputs_sha256": "1" * 64},
    ],
)
def test_the_order_and_the_policy_are_part_of_it(store, other):
    assert journal.cache_key(store, replace(make_batch(), **other)) != journal.cache_key(store, make_batch())


def test_the_code_is_part_of_it(store, monkeypatch):
    before, asked = journal.cache_key(store, make_batch()), []
    monkeypatch.setattr(journal, "fingerprint", lambda *packages: asked.extend(packages) or "changed")
    assert journal.cache_key(store, make_batch()) != before
    assert {"flows", "reports", "transforms", "schemas", "policies"} == set(asked)


def test_lists_count_only_as_the_manifest_says(tmp_path):
    (tmp_path / "乡镇").mkdir()
    (tmp_path / "乡镇" / "复核清单.xlsx").write_text("x")
    assert not manifest.is_whole(tmp_path)
    manifest.write(tmp_path, make_batch(), [], {})
    assert manifest.is_whole(tmp_path)
    named = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))["outputs"]
    assert [entry["file"] for entry in named] == ["乡镇/复核清单.xlsx"]
    (tmp_path / "乡镇" / "复核清单.xlsx").write_text("y")
    assert not manifest.is_whole(tmp_path)
    (tmp_path / "乡镇" / "复核清单.xlsx").write_text("x")
    (tmp_path / "more.xlsx").write_text("")
    assert not manifest.is_whole(tmp_path)

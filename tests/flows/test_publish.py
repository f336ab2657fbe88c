"""Publication: whole, in order, commented, and invisible until its moment."""

import duckdb
import pytest

from flows import publish
from schemas import ddl, model
from tests.flows.conftest import make_batch


def forget(con, batch):
    """Nothing of these batches is remembered."""


@pytest.fixture
def prepare(store, workspace):
    """Prepare a batch whose one table with rows is mart.households, and lists that say the batch and a mark."""

    def prepared(number=1, households=("H1",), mark="", matches=0):
        batch = make_batch(number, f"b{number}")
        work = workspace.work_of(batch.batch_id)
        work.mkdir()
        store.attach_batch(work / "batch.duckdb")
        store.con.execute("CREATE SCHEMA mart")
        for table in model.tables("mart").values():
            store.con.execute(ddl.create(table, "mart"))
        row = "SELECT ? AS batch_id, ? AS household_id, ['P02'] AS reasons"
        for household in households:
            store.con.execute(f"INSERT INTO mart.households BY NAME {row}", [batch.batch_id, household])
        shuffled = "SELECT ? AS batch_id, i // 2 AS evidence_id, 1 + i % 2 AS party, 'P' || hash(i) AS person_id FROM range(?) t (i) ORDER BY hash(i)"
        store.con.execute(f"INSERT INTO mart.matches BY NAME {shuffled}", [batch.batch_id, matches])
        store.con.execute("CREATE VIEW main.matches AS FROM mart.matches")
        publish.record_batch(store.con, batch, publish.now())
        publish.build_warehouse(store.con, workspace, batch)
        (work / "out").mkdir()
        (work / "out" / "list.txt").write_text(f"{batch.batch_id}{mark}")
        store.detach_batch()
        return batch

    return prepared


def published(workspace, query):
    con = duckdb.connect(str(workspace.published), read_only=True)
    try:
        return con.execute(query).fetchall()
    finally:
        con.close()


HOUSEHOLDS = "SELECT batch_id, household_id FROM mart.households ORDER BY ALL"


def test_batches_add_up_and_a_rerun_replaces_its_own(store, workspace, prepare):
    publish.publish(store, workspace, prepare(1, ("H2", "H1")), publish.now(), forget)
    publish.recover(store, workspace)
    publish.publish(store, workspace, prepare(2, ("H1",)), publish.now(), forget)
    publish.recover(store, workspace)
    publish.publish(store, workspace, prepare(1, ("H3",), " again"), publish.now(), forget)
    assert published(workspace, HOUSEHOLDS) == [("b1", "H3"), ("b2", "H1")]
    assert (workspace.out / "b1" / "list.txt").read_text() == "b1 again"
    assert (workspace.out / "b2" / "list.txt").read_text() == "b2"


def test_rows_stand_in_order_whatever_the_order_of_their_making(store, workspace, prepare):
    publish.publish(store, workspace, prepare(1, ("H2", "H3", "H1")), publish.now(), forget)
    assert published(workspace, "SELECT household_id FROM mart.households") == [("H1",), ("H2",), ("H3",)]


@pytest.mark.parametrize("threads", [1, 2, 8])
def test_a_long_table_stands_in_order_whatever_the_threads(store, workspace, prepare, threads, monkeypatch):
    """Longer than several of the pieces that threads work on, and that it is put in order by; its key gives the same order as all its columns."""
    monkeypatch.setattr(publish, "PIECE", 100_000)
    store.con.execute(f"SET threads = {threads}")
    batch = prepare(1, matches=500_000)
    publish.publish(store, workspace, batch, publish.now(), forget)
    stands = "SELECT evidence_id, party FROM mart.matches"
    assert published(workspace, stands) == published(workspace, f"SELECT evidence_id, party FROM (FROM mart.matches ORDER BY {publish.order_of('batches')})")
    assert len(published(workspace, stands)) == 500_000


def test_every_table_and_column_is_commented(store, workspace, prepare):
    publish.publish(store, workspace, prepare(), publish.now(), forget)
    assert published(workspace, "SELECT table_name FROM duckdb_tables() WHERE comment IS NULL") == []
    assert published(workspace, "SELECT table_name, column_name FROM duckdb_columns() WHERE schema_name = 'mart' AND comment IS NULL") == []
    assert {name for (name,) in published(workspace, "SELECT table_name FROM duckdb_tables()")} == set(model.tables("mart"))


def test_a_reader_keeps_its_snapshot(store, workspace, prepare):
    publish.publish(store, workspace, prepare(1), publish.now(), forget)
    publish.recover(store, workspace)
    reader = duckdb.connect(str(workspace.published), read_only=True)
    publish.publish(store, workspace, prepare(2), publish.now(), forget)
    assert reader.execute(HOUSEHOLDS).fetchall() == [("b1", "H1")]
    reader.close()
    assert published(workspace, HOUSEHOLDS) == [("b1", "H1"), ("b2", "H1")]


def test_an_older_warehouse_gets_new_tables_and_columns(store, workspace, prepare):
    publish.publish(store, workspace, prepare(1), publish.now(), forget)
    publish.recover(store, workspace)
    con = duckdb.connect(str(workspace.published))
    con.execute("DROP TABLE mart.plans; ALTER TABLE mart.households DROP COLUMN reasons")
    con.close()
    publish.publish(store, workspace, prepare(2), publish.now(), forget)
    assert published(workspace, "SELECT batch_id, reasons FROM mart.households ORDER BY ALL") == [("b1", None), ("b2", ["P02"])]
    assert published(workspace, "SELECT count(*) FROM mart.plans") == [(0,)]


def test_prepared_but_not_decided_is_dropped(store, workspace, prepare):
    publish.publish(store, workspace, prepare(1), publish.now(), forget)
    publish.recover(store, workspace)
    prepare(2)
    publish.recover(store, workspace)
    assert published(workspace, HOUSEHOLDS) == [("b1", "H1")]
    assert [path.name for path in workspace.out.iterdir()] == ["b1"]
    assert list(workspace.work.iterdir()) == []


@pytest.mark.parametrize("renames_done", ["none", "warehouse", "aside", "lists"])
def test_decided_but_not_renamed_is_finished(store, workspace, prepare, monkeypatch, renames_done):
    publish.publish(store, workspace, prepare(1), publish.now(), forget)
    publish.recover(store, workspace)
    batch = prepare(1, ("H1", "H2"), " again")
    with monkeypatch.context() as patched:
        patched.setattr(publish, "finish", lambda *_: None)
        publish.publish(store, workspace, batch, publish.now(), forget)
    work = workspace.work_of("b1")
    if renames_done != "none":
        (work / "hedui.duckdb").replace(workspace.published)
    if renames_done in ("aside", "lists"):
        workspace.out_of("b1").rename(work / "replaced")
    if renames_done == "lists":
        (work / "out").rename(workspace.out_of("b1"))
    publish.recover(store, workspace)
    assert published(workspace, HOUSEHOLDS) == [("b1", "H1"), ("b1", "H2")]
    assert (workspace.out / "b1" / "list.txt").read_text() == "b1 again"
    assert store.rows("SELECT batch_id, status FROM core.batches") == [("b1", "done")]
    assert list(workspace.work.iterdir()) == []

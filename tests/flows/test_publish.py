"""Publication: whole, in order, commented, and invisible until its moment."""

import duckdb
import pytest

from flows import clock
from flows.batch import publish
from flows.storage import star
from schemas import ddl, model
from tests.flows.conftest import make_batch


def forget(con, batch):
    """Nothing of these batches is remembered."""


_MATCHES = """
    CREATE TABLE main.matches AS
    SELECT i // 2 AS evidence_id, 1 + i % 2 AS party, i % 7 AS person_no, 'T' || (1 + i % 4) AS tier, 1 / (1 + i % 4) AS score, $mark || i % 4 AS reason
    FROM range($matches) t (i) ORDER BY hash(i)
"""
_EVIDENCE = """
    CREATE TABLE main.evidence AS
    SELECT DISTINCT evidence_id, 'vehicles' AS dataset, 'f' || evidence_id % 3 AS file, nullif($mark, '') AS sheet, 2 * evidence_id AS "row" FROM main.matches
"""
_PEOPLE = """
    CREATE TABLE main.matched_people AS
    SELECT DISTINCT person_no, format('P{:08d}', person_no) AS person_id, CASE WHEN person_no % 2 = 0 THEN 'H' || person_no END AS household_id
    FROM main.matches
"""


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
        store.con.execute(_MATCHES, {"matches": matches, "mark": mark})
        store.con.execute(_EVIDENCE, {"mark": mark})
        store.con.execute(_PEOPLE)
        publish.record_batch(store.con, batch, clock.now())
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
    publish.publish(store, workspace, prepare(1, ("H2", "H1")), clock.now(), forget)
    publish.recover(store, workspace)
    publish.publish(store, workspace, prepare(2, ("H1",)), clock.now(), forget)
    publish.recover(store, workspace)
    publish.publish(store, workspace, prepare(1, ("H3",), " again"), clock.now(), forget)
    assert published(workspace, HOUSEHOLDS) == [("b1", "H3"), ("b2", "H1")]
    assert (workspace.out / "b1" / "list.txt").read_text() == "b1 again"
    assert (workspace.out / "b2" / "list.txt").read_text() == "b2"


def test_rows_stand_in_order_whatever_the_order_of_their_making(store, workspace, prepare):
    publish.publish(store, workspace, prepare(1, ("H2", "H3", "H1")), clock.now(), forget)
    assert published(workspace, "SELECT household_id FROM mart.households") == [("H1",), ("H2",), ("H3",)]


@pytest.mark.parametrize("threads", [1, 2, 8])
def test_a_long_table_stands_in_order_whatever_the_threads(store, workspace, prepare, threads, monkeypatch):
    """Longer than several of the pieces that threads work on, and that it is put in order by."""
    monkeypatch.setattr(star, "PIECE", 100_000)
    store.con.execute(f"SET threads = {threads}")
    publish.publish(store, workspace, prepare(1, matches=500_000), clock.now(), forget)
    stands = "SELECT evidence_id, party FROM mart.match_ties"
    assert published(workspace, stands) == published(workspace, f"SELECT * FROM ({stands}) ORDER BY ALL")
    assert published(workspace, "SELECT count(*) FROM mart.matches") == [(500_000,)]


WORDS = """
    SELECT $batch AS batch_id, i // 2, (1 + i % 2)::TINYINT, format('P{:08d}', i % 7), CASE WHEN i % 7 % 2 = 0 THEN 'H' || i % 7 END,
           'vehicles', 'f' || i // 2 % 3, nullif($mark, ''), i // 2 * 2, 'T' || (1 + i % 4), 1 / (1 + i % 4), $mark || i % 4
    FROM range($matches) t (i)
"""


def in_words(*batches):
    """The matches of batches (number, mark, how many) as the contract has them, in order."""
    with duckdb.connect() as con:
        rows = [
            row
            for number, mark, matches in batches
            for row in con.execute(WORDS, {"batch": f"b{number}", "mark": mark, "matches": matches}).fetchall()
        ]
    return sorted(rows, key=repr)


def shown(workspace):
    return sorted(published(workspace, "FROM mart.matches"), key=repr)


def test_matches_are_shown_in_the_words_they_were_stored_in(store, workspace, prepare):
    for number, mark, matches in ((1, "", 40), (2, "二", 60), (1, "again", 20)):
        publish.publish(store, workspace, prepare(number, mark=mark, matches=matches), clock.now(), forget)
        publish.recover(store, workspace)
    assert shown(workspace) == in_words((1, "again", 20), (2, "二", 60))
    assert published(workspace, "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 'matches'") == [
        (column.name, column.type) for column in model.tables("mart")["matches"].columns
    ]


def test_matches_are_read_whatever_the_file_is_attached_as(store, workspace, prepare):
    publish.publish(store, workspace, prepare(1, mark="一", matches=9), clock.now(), forget)
    with duckdb.connect() as con:
        con.execute(
            "CREATE SCHEMA mart; CREATE TABLE mart.match_ties (nothing INTEGER); CREATE TABLE match_places (nothing INTEGER)"
        )
        con.execute(f"ATTACH '{workspace.published}' AS other (READ_ONLY)")
        assert sorted(con.execute("FROM other.mart.matches").fetchall(), key=repr) == in_words((1, "一", 9))
        con.execute("USE other.mart")
        assert con.execute("SELECT count(*) FROM matches WHERE person_id = 'P00000003'").fetchall() == [(1,)]


def test_what_a_version_before_stored_as_a_table_is_kept(store, workspace, prepare):
    """Rows of other batches stay as they were, also those without a person or a place; those of the
    batch that is published anew go."""
    publish.publish(store, workspace, prepare(1), clock.now(), forget)
    publish.recover(store, workspace)
    table = model.tables("mart")["matches"]
    with duckdb.connect(str(workspace.published)) as con:
        con.execute("DROP VIEW mart.matches")
        for stored in model.tables("stored"):
            con.execute(f"DROP TABLE mart.{stored}")
        con.execute(ddl.create(table, "mart"))
        for number, mark, matches in ((3, "三", 30), (1, "", 50), (2, "旧", 20)):
            con.execute(f"INSERT INTO mart.matches {WORDS}", {"batch": f"b{number}", "mark": mark, "matches": matches})
        con.execute("INSERT INTO mart.matches (batch_id, evidence_id) VALUES ('b3', 99)")
        con.execute("ALTER TABLE mart.matches DROP COLUMN reason")
    publish.publish(store, workspace, prepare(2, mark="新", matches=10), clock.now(), forget)
    old = [(*row[:-1], None) for row in in_words((1, "", 50), (3, "三", 30))]
    assert shown(workspace) == sorted([*old, *in_words((2, "新", 10)), ("b3", 99, *[None] * 10)], key=repr)
    assert published(workspace, "SELECT table_type FROM information_schema.tables WHERE table_name = 'matches'") == [
        ("VIEW",)
    ]


def test_numbers_that_matches_are_stored_in_are_never_given_twice(store, workspace, prepare):
    for number, mark in ((1, "一"), (2, "二"), (1, "三"), (1, "一")):
        publish.publish(store, workspace, prepare(number, mark=mark, matches=9), clock.now(), forget)
        publish.recover(store, workspace)
    for table, expected in (("match_people", 7), ("match_households", 5), ("match_places", 9), ("match_grades", 12)):
        number = model.tables("stored")[table].columns[1].name
        assert published(workspace, f"SELECT count(*), count(DISTINCT {number}), max({number}) FROM mart.{table}") == [
            (expected,) * 3
        ]
    assert shown(workspace) == in_words((1, "一", 9), (2, "二", 9))


def test_every_table_and_column_is_commented(store, workspace, prepare):
    publish.publish(store, workspace, prepare(), clock.now(), forget)
    assert published(workspace, "SELECT table_name FROM duckdb_tables() WHERE comment IS NULL") == []
    assert (
        published(workspace, "SELECT view_name FROM duckdb_views() WHERE schema_name = 'mart' AND comment IS NULL")
        == []
    )
    assert (
        published(
            workspace,
            "SELECT table_name, column_name FROM duckdb_columns() WHERE schema_name = 'mart' AND comment IS NULL",
        )
        == []
    )
    tier = "SELECT comment FROM duckdb_columns() WHERE table_name = 'matches' AND column_name = 'tier'"
    assert published(workspace, tier) == [("匹配等级 | T1, T2, T3, T4",)]
    made = published(workspace, "SELECT table_name FROM information_schema.tables WHERE table_schema = 'mart'")
    assert {name for (name,) in made} == {*model.tables("mart"), *model.tables("stored")}
    lacking = "SELECT table_name FROM duckdb_columns() WHERE schema_name = 'mart' GROUP BY 1 HAVING NOT list_contains(list(column_name), 'batch_id')"
    assert published(workspace, lacking) == []


def test_a_reader_keeps_its_snapshot(store, workspace, prepare):
    publish.publish(store, workspace, prepare(1), clock.now(), forget)
    publish.recover(store, workspace)
    reader = duckdb.connect(str(workspace.published), read_only=True)
    publish.publish(store, workspace, prepare(2), clock.now(), forget)
    assert reader.execute(HOUSEHOLDS).fetchall() == [("b1", "H1")]
    reader.close()
    assert published(workspace, HOUSEHOLDS) == [("b1", "H1"), ("b2", "H1")]


def test_an_older_warehouse_gets_new_tables_and_columns(store, workspace, prepare):
    publish.publish(store, workspace, prepare(1), clock.now(), forget)
    publish.recover(store, workspace)
    con = duckdb.connect(str(workspace.published))
    con.execute("DROP TABLE mart.plans; ALTER TABLE mart.households DROP COLUMN reasons")
    con.close()
    publish.publish(store, workspace, prepare(2), clock.now(), forget)
    assert published(workspace, "SELECT batch_id, reasons FROM mart.households ORDER BY ALL") == [
        ("b1", None),
        ("b2", ["P02"]),
    ]
    assert published(workspace, "SELECT count(*) FROM mart.plans") == [(0,)]


def test_prepared_but_not_decided_is_dropped(store, workspace, prepare):
    publish.publish(store, workspace, prepare(1), clock.now(), forget)
    publish.recover(store, workspace)
    prepare(2)
    publish.recover(store, workspace)
    assert published(workspace, HOUSEHOLDS) == [("b1", "H1")]
    assert [path.name for path in workspace.out.iterdir()] == ["b1"]
    assert list(workspace.work.iterdir()) == []


def test_what_duckdb_has_spilled_is_left_to_it(store, workspace):
    store.con.execute(
        "SET memory_limit = '40MB'; CREATE TEMP TABLE large AS SELECT hash(i) AS h, hash(h) AS g FROM range(4_000_000) t (i)"
    )
    spilled = list(workspace.spill.iterdir())
    publish.recover(store, workspace)
    assert spilled and list(workspace.spill.iterdir()) == spilled
    store.close()
    assert list(workspace.work.iterdir()) == []


@pytest.mark.parametrize("renames_done", ["none", "warehouse", "aside", "lists"])
def test_decided_but_not_renamed_is_finished(store, workspace, prepare, monkeypatch, renames_done):
    publish.publish(store, workspace, prepare(1), clock.now(), forget)
    publish.recover(store, workspace)
    batch = prepare(1, ("H1", "H2"), " again")
    with monkeypatch.context() as patched:
        patched.setattr(publish, "finish", lambda *_: None)
        publish.publish(store, workspace, batch, clock.now(), forget)
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

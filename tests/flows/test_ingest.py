"""Each content is read once and stored whole; one that cannot be read stops no other."""

import re

from flows import clock
from flows.batch import ingest, publish
from flows.storage import raw
from flows.storage.inbox import listed
from schemas.local import with_additions
from schemas.model import catalog
from tests.flows.conftest import make_batch

FILE = "民政_救助家庭_20260320.csv"


def take_in(store, inbox):
    return ingest.take_in_all(store, listed(inbox), catalog(), lambda *_: None)


def test_a_content_is_stored_in_all_its_tables(store, inbox, stand_ins):
    assert take_in(store, inbox) == {}
    assert store.rows(
        "SELECT name, dataset, disposition, rows_read, rows_accepted, rows_quarantined FROM core.contents"
    ) == [(FILE, "roster_households", "accepted", 2, 2, 0)]
    assert store.rows("SELECT row, household_id, township, head_id FROM clean.roster_households ORDER BY row") == [
        (1, "H1", "城关镇", None), (2, "H2", "城关镇", None)
    ]  # fmt: skip
    with store.writing() as cursor:
        assert (
            raw.content_of(cursor, *cursor.execute("SELECT content_id FROM core.contents").fetchone())
            == (inbox / FILE).read_bytes()
        )
    assert store.rows("SELECT header FROM raw.tables") == [(["户编号"],)]


def test_a_content_seen_before_is_not_read_again(store, inbox, stand_ins):
    (inbox / "copy").mkdir()
    (inbox / "copy" / FILE).write_bytes((inbox / FILE).read_bytes())
    take_in(store, inbox)
    take_in(store, inbox)
    assert stand_ins == [FILE]
    ingest.register_files(store, make_batch(), listed(inbox))
    assert store.rows("SELECT file, rows_read FROM core.files ORDER BY file") == [(f"copy/{FILE}", 2), (FILE, 2)]


def test_a_failing_file_is_rejected_and_read_again_next_time(store, inbox, stand_ins):
    (inbox / "财政_broken.csv").write_text("x")
    failures = take_in(store, inbox)
    (failure,) = failures.values()
    why = r"reading failed unexpectedly \(ValueError at tests/flows/fake_stages\.py:\d+\)"
    assert re.fullmatch(rf"{why}; earlier results are unchanged\. Run again; if it stays, report this line", failure)
    ingest.reject_unread(store, listed(inbox), catalog(), "财政")
    found = "SELECT name, department, disposition, code, severity FROM core.contents JOIN core.content_issues USING (content_id)"
    assert store.rows(found) == [("财政_broken.csv", "finance", "rejected", "intake_failed", "file_rejected")]
    (inbox / "财政_broken.csv").rename(inbox / "财政_mended.csv")
    assert take_in(store, inbox) == {}
    assert stand_ins == [FILE, "财政_broken.csv", "财政_mended.csv"]


def test_the_same_content_once_mended_loses_its_old_issue(store, inbox, stand_ins):
    entries = listed(inbox)
    ingest.reject_unread(store, entries, catalog(), "民政")
    assert [entry.name for entry in ingest.unread(store, entries)] == [FILE]
    take_in(store, inbox)
    assert store.rows("SELECT disposition FROM core.contents") == [("accepted",)]
    assert store.rows("SELECT * FROM core.content_issues") == []


def test_a_file_that_changes_meanwhile_is_left_for_the_next_run(store, inbox, stand_ins):
    entries = listed(inbox)
    (inbox / FILE).write_text("H9")
    assert ingest.take_in_all(store, entries, catalog(), lambda *_: None) == {}
    assert store.rows(
        "SELECT code, severity, disposition FROM core.content_issues JOIN core.contents USING (content_id)"
    ) == [("being_copied", "file_rejected", "rejected")]
    (inbox / FILE).write_text("H1\nH2\n", encoding="utf-8")  # as it was when it was listed
    assert [entry.name for entry in ingest.unread(store, listed(inbox))] == [FILE]
    take_in(store, inbox)
    assert store.rows("SELECT disposition FROM core.contents") == [("accepted",)]
    assert store.rows("SELECT * FROM core.content_issues") == []


def test_another_reader_reads_again(store, inbox, stand_ins):
    local = with_additions(catalog(), {"vehicles": {"headers": {"plate_number": ["车号"]}}})
    assert len({ingest.reader(catalog()), ingest.reader(local)}) == 2
    for known in (catalog(), catalog(), local):
        ingest.take_in_all(store, listed(inbox, ingest.reader(known)), known, lambda *_: None)
    assert stand_ins == [FILE, FILE]


def test_links_become_issues(store, inbox, stand_ins):
    (inbox / "link.csv").symlink_to(inbox / FILE)
    take_in(store, inbox)
    assert stand_ins == [FILE]
    assert store.rows("SELECT code, severity FROM core.content_issues") == [("link", "file_rejected")]


def test_a_batch_that_never_ended_is_taken_back(store, workspace, inbox, stand_ins):
    take_in(store, inbox)
    ingest.register_files(store, make_batch(), listed(inbox))
    publish.publish(store, workspace, make_batch(), clock.now(), lambda con, batch: None)
    (inbox / "民政_other.csv").write_text("H3")
    take_in(store, inbox)
    ingest.register_files(store, make_batch(), listed(inbox))  # the same batch with other inputs
    assert len(store.rows("SELECT * FROM core.files")) == 2
    publish.recover(store, workspace)
    assert store.rows("SELECT batch_id, file FROM core.files") == [("b1", FILE)]
    ingest.register_files(store, make_batch(2, "b2"), listed(inbox))
    publish.recover(store, workspace)
    assert store.rows("SELECT DISTINCT batch_id FROM core.files") == [("b1",)]
    assert len(store.rows("SELECT * FROM core.contents")) == 2  # what was read stays read

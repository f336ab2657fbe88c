"""core.duckdb: its tables, its transactions, its key."""

import duckdb
import pytest

from flows.errors import BatchError, UsageError
from flows.storage import keys
from flows.storage.store import Store
from schemas.model import catalog


@pytest.fixture
def core(tmp_path):
    return tmp_path / "core.duckdb"


def opened(core):
    return Store(core, core.parent / "spill")


def test_every_dataset_has_its_clean_table(core):
    store = opened(core)
    found = store.rows("SELECT table_name FROM duckdb_tables() WHERE database_name = 'store' AND schema_name = 'clean'")
    assert {name for (name,) in found} == set(catalog().datasets)


def test_opening_again_changes_nothing_and_adds_missing_columns(core):
    store = opened(core)
    with store.writing() as cursor:
        cursor.execute("ALTER TABLE clean.vehicles DROP COLUMN plate_number")
    store.close()
    store = opened(core)
    assert store.rows("SELECT plate_number FROM clean.vehicles") == []


def test_a_failed_write_leaves_nothing(core):
    store = opened(core)
    with pytest.raises(ZeroDivisionError), store.writing() as cursor:
        cursor.execute("INSERT INTO core.running VALUES ('b')")
        raise ZeroDivisionError
    assert store.rows("SELECT * FROM core.running") == []
    with store.writing() as cursor:
        cursor.execute("INSERT INTO core.running VALUES ('b')")
    assert store.rows("SELECT batch_id FROM core.running") == [("b",)]


def test_several_add_at_once_and_one_that_fails_leaves_nothing_of_its_own(core):
    store = opened(core)
    store.take_in()
    insert = "INSERT INTO core.contents BY NAME SELECT ? AS content_id"
    with store.adding() as first:
        first.execute(insert, ["first"])
        with store.adding() as second:
            second.execute(insert, ["second"])
        with pytest.raises(ZeroDivisionError), store.adding() as third:
            third.execute(insert, ["third"])
            raise ZeroDivisionError
        assert store.rows("SELECT content_id FROM core.contents") == [("second",)]
    assert store.rows("SELECT content_id FROM core.contents ORDER BY ALL") == [("first",), ("second",)]


def test_persons_stand_in_the_main_schema_under_any_name(core):
    store = opened(core)
    with store.writing() as cursor:
        cursor.execute("INSERT INTO core.persons BY NAME SELECT 'p1' AS person_id")
    store.close()
    con = duckdb.connect()
    con.execute(f"ATTACH '{core}' AS register (READ_ONLY)")
    assert con.execute("SELECT person_id FROM register.persons").fetchall() == [("p1",)]


def test_a_file_that_is_no_database_says_so(core):
    core.write_bytes(b"no database" * 1000)
    with pytest.raises(BatchError, match=r"core\.duckdb cannot be opened"):
        opened(core)


def test_what_was_sent_is_not_written_again_when_more_arrives(core):
    for content_id in ("first", "second"):
        store = opened(core)
        with store.adding() as cursor:
            cursor.execute("INSERT INTO raw.contents VALUES (?, 0, 'bytes'::BLOB)", [content_id])
        store.close()
    with duckdb.connect() as con:
        con.execute(f"ATTACH '{core}' AS core_file (READ_ONLY)")
        groups = con.execute(
            "SELECT count(DISTINCT row_group_id) FROM pragma_storage_info('core_file.raw.contents')"
        ).fetchall()
    assert groups == [(2,)]


def test_what_a_killed_run_spilled_is_deleted(core):
    spill = core.parent / "spill"
    spill.mkdir()
    (spill / "duckdb_temp_storage_DEFAULT-0.tmp").write_bytes(b"clear data")
    opened(core)
    assert not spill.exists()


class TestKey:
    @pytest.fixture(autouse=True)
    def key_file(self, tmp_path, monkeypatch):
        file = tmp_path / "key"
        file.write_text("first key's \n", encoding="utf-8")
        monkeypatch.setenv(keys.VARIABLE, str(file))
        return file

    def test_nothing_clear_lies_on_the_disk(self, core):
        store = opened(core)
        store.attach_batch(core.parent / "batch.duckdb")
        store.con.execute("CREATE TABLE secret AS SELECT '张三丰张三丰' AS name FROM range(1000)")
        with store.writing() as cursor:
            cursor.execute("INSERT INTO core.persons BY NAME SELECT '张三丰张三丰' AS name FROM range(1000)")
        for file in core.parent.glob("*.duckdb*"):
            assert "张三丰".encode() not in file.read_bytes(), file.name
        store.close()
        for file in core.parent.glob("*.duckdb*"):
            assert "张三丰".encode() not in file.read_bytes(), file.name

    def test_wrong_or_missing_key_is_refused_in_words(self, core, key_file, monkeypatch):
        opened(core).close()
        key_file.write_text("another key", encoding="utf-8")
        with pytest.raises(BatchError, match="is not the one it was written with") as caught:
            opened(core)
        assert "another key" not in str(caught.value)
        monkeypatch.delenv(keys.VARIABLE)
        with pytest.raises(BatchError, match="it is encrypted; set HEDUI_KEY_FILE"):
            opened(core)

    def test_a_plain_store_is_not_opened_with_a_key(self, core, monkeypatch, key_file):
        monkeypatch.delenv(keys.VARIABLE)
        opened(core).close()
        monkeypatch.setenv(keys.VARIABLE, str(key_file))
        with pytest.raises(BatchError, match="it is plain, but HEDUI_KEY_FILE is set"):
            opened(core)

    def test_without_the_extension_nothing_is_written(self, core, monkeypatch):
        monkeypatch.setattr(keys, "extension", lambda: None)
        with pytest.raises(BatchError, match="DuckDB cannot encrypt here; install duckdb-extension-httpfs"):
            opened(core)
        assert not core.exists()

    @pytest.mark.parametrize("content", [None, b"", b" \n", b"\xff\xfe\xff"])
    def test_key_files_that_are_none(self, key_file, content):
        key_file.unlink() if content is None else key_file.write_bytes(content)
        with pytest.raises(BatchError, match="named by HEDUI_KEY_FILE"):
            keys.key()


class TestMemory:
    def limit(self, core):
        return opened(core).rows("SELECT value FROM duckdb_settings() WHERE name = 'memory_limit'")[0][0]

    def test_what_the_variable_says_counts(self, core, monkeypatch):
        monkeypatch.setenv("HEDUI_MEMORY", "300MiB")
        assert self.limit(core) == "300.0 MiB"

    def test_without_it_at_most_a_gigabyte(self, core, monkeypatch):
        monkeypatch.delenv("HEDUI_MEMORY", raising=False)
        amount, unit = self.limit(core).split()
        assert unit == "MiB" or (amount, unit) == ("1.0", "GiB")

    def test_what_is_no_amount_is_refused_by_name(self, core, monkeypatch):
        monkeypatch.setenv("HEDUI_MEMORY", "a lot")
        with pytest.raises(UsageError, match="HEDUI_MEMORY=a lot"):
            opened(core)


def test_a_file_of_an_older_version_is_read_and_written_further(core):
    opened(core).close()
    with duckdb.connect() as con:
        con.execute(
            f"ATTACH '{core}' AS now (READ_ONLY); ATTACH '{core.with_name('older.duckdb')}' AS older (STORAGE_VERSION 'v1.0.0')"
        )
        con.execute("COPY FROM DATABASE now TO older; INSERT INTO older.core.running VALUES ('older')")
    core.with_name("older.duckdb").replace(core)
    store = opened(core)
    with store.writing() as cursor:
        cursor.execute("INSERT INTO core.running VALUES ('newer')")
    store.close()
    assert opened(core).rows("SELECT batch_id FROM core.running ORDER BY ALL") == [("newer",), ("older",)]

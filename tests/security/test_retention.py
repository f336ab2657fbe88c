"""Old deliveries go without trace, what later batches rest on stays, and the next batch
decides as if nothing had gone."""

import os
import re
import shutil
import zipfile
from datetime import date
from types import SimpleNamespace

import duckdb
import openpyxl
import pytest

from flows.commands.purge import before
from flows.custody.audit import Audit, entries, heads, problems
from flows.custody.retention import looked_at, purge
from flows.errors import BatchError, UsageError
from flows.storage.workspace import Workspace
from schemas.identity import full_id
from schemas.model import catalog
from tests.flows.conftest import COUNTY
from tests.security.batches import batch
from tests.security.batches import decided as decided_by

pytestmark = pytest.mark.slow
REGISTRY = "公安_户籍人口_202603"
CUTOFF = date(2026, 5, 1)
TYPED = {"id": "990122195003071230", "phone": "19900055001"}  # a township's words about an old list
TOLD = {"id": "990122195003071257", "phone": "19900055002"}  # the hotline's words, delivered for the new batch


def rows(workspace, query, file="core.duckdb"):
    con = duckdb.connect()
    con.execute(f"ATTACH '{workspace / file}' AS store (READ_ONLY)")
    try:
        return con.execute(query).fetchall()
    finally:
        con.close()


def texts_of(file):
    """(table, column, all its text) of a database."""
    con = duckdb.connect()
    con.execute(f"ATTACH '{file}' AS store (READ_ONLY)")
    columns = con.execute(
        "SELECT schema_name, table_name, column_name FROM duckdb_columns() WHERE database_name = 'store' AND data_type LIKE 'VARCHAR%'"
    )
    for schema, table, column in columns.fetchall():
        text = con.execute(
            f'SELECT string_agg(DISTINCT "{column}"::VARCHAR, chr(10)) FROM store.{schema}."{table}"'
        ).fetchall()[0][0]
        yield table, column, text or ""
    con.close()


def only_in(workspace, name):
    """The valid IDs that stand in contents of this name and in no other, nor in what was judged."""
    con = duckdb.connect()
    con.execute(f"ATTACH '{workspace / 'core.duckdb'}' AS store (READ_ONLY)")
    here: set[str | None] = set()
    elsewhere: set[str | None] = set()
    for dataset in catalog().datasets.values():
        for column in (c.name for c in dataset.columns.values() if c.sql_type == "VARCHAR"):
            query = f"""SELECT DISTINCT x."{column}", c.name LIKE '{name}%' FROM store.clean."{dataset.name}" x
                JOIN store.core.contents c USING (content_id) WHERE x."{column}" IS NOT NULL"""
            for text, is_here in con.execute(query).fetchall():
                (here if is_here else elsewhere).update(map(full_id, re.findall(r"[0-9]{17}[0-9X]|[0-9]{15}", text)))
    con.close()
    return here - elsewhere - {None}


@pytest.fixture(scope="module")
def two(decided, tmp_path_factory):
    """A workspace with the batch of March and one of June, for which the registry came anew with half its rows,
    and the hotline told of a case."""
    folder = tmp_path_factory.mktemp("two")
    workspace = shutil.copytree(decided, folder / "workspace")
    inbox = folder / "inbox"
    inbox.mkdir()
    book = openpyxl.load_workbook(next(COUNTY.glob("公安_户籍人口_*.xlsx")))
    for sheet in book:
        sheet.delete_rows(max(sheet.max_row // 2, 3), sheet.max_row)
    book.save(inbox / "公安_户籍人口_20260618.xlsx")
    book = openpyxl.Workbook()
    book.active.append(["姓名", "乡镇", "村（社区）", "线索来源", "困难情形", "是否急难", "登记日期", "联系电话"])
    told = f"家属{TOLD['phone']}来电，称患者证件{TOLD['id']}，无钱住院"
    book.active.append(["宋来电", "城关镇", "东关社区", "热线", told, "是", "2026-06-10", TOLD["phone"]])
    book.save(inbox / "民政_主动发现_20260618.xlsx")
    old = rows(workspace, "SELECT batch_id FROM store.core.batches")[0][0]
    con = duckdb.connect()
    con.execute(f"ATTACH '{workspace / 'core.duckdb'}' AS store")
    con.execute(
        """INSERT INTO store.core.judgements SELECT resident_id, name, resident_id, name, '同一人', DATE '2026-04-01', '王', 'a.xlsx', 1
        FROM store.clean.registry WHERE list_contains(?, resident_id) ORDER BY sheet DESC, "row" DESC LIMIT 1""",
        [sorted(only_in(decided, REGISTRY))],
    )
    con.execute("""INSERT INTO store.core.outcomes BY NAME SELECT case_id, ? AS answered_batch_id, 1 AS after_batch_number, 1 AS sequence, '30' AS outcome,
        'case' AS subject, case_id AS subject_id, ? AS situation, ? AS opinion, 'k' AS answer_key FROM store.core.case_ids ORDER BY ALL LIMIT 1""",
        [old, f"证号{TYPED['id']}", f"电话{TYPED['phone']}"])  # fmt: skip
    con.close()
    new = batch(inbox, workspace, date(2026, 6, 30))
    os.utime(workspace / "out" / old)
    return SimpleNamespace(workspace=workspace, inbox=inbox, old=old, new=new)


@pytest.fixture(scope="module")
def purged(two, tmp_path_factory):
    """A copy of it after the purge, with the plan."""
    home = Workspace(shutil.copytree(two.workspace, tmp_path_factory.mktemp("purged") / "workspace"))
    plan, removed = purge(home, CUTOFF)
    Audit(home).record("purge", "purged", about={"rows": removed})
    return SimpleNamespace(workspace=home.root, plan=plan, removed=removed)


@pytest.fixture(scope="module")
def gone(two):
    """IDs that stood only in rows of the old registry: by the delivered rows' own words, not by the plan's."""
    found = only_in(two.workspace, REGISTRY)
    assert len(found) > 50
    return found


def test_looking_changes_nothing(two):
    core, listed = (two.workspace / "core.duckdb").read_bytes(), sorted(two.workspace.rglob("*"))
    plan = looked_at(Workspace(two.workspace), CUTOFF)
    assert (plan.batches, [path.name for path in plan.paths]) == ((two.old,), [two.old])
    assert plan.cleaned >= 1 and plan.as_delivered > plan.cleaned and plan.people > 50 and plan.numbers > 50
    assert ((two.workspace / "core.duckdb").read_bytes() == core, sorted(two.workspace.rglob("*")) == listed) == (
        True,
        True,
    )
    assert looked_at(Workspace(two.workspace), date(2030, 1, 1)).batches == (two.old,)  # never the newest


def test_what_stood_only_in_old_deliveries_is_in_no_byte(two, purged, gone):
    before_, after = (
        {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
        for root in (two.workspace, purged.workspace)
    )

    def hits(files):
        texts = []
        for path, content in files.items():
            texts.append(content)
            if path.suffix in (".xlsx", ".docx"):
                with zipfile.ZipFile(path) as archive:
                    texts += [archive.read(name) for name in archive.namelist()]
        return {number for number in gone if any(number.encode() in text for text in texts)}

    def told(workspace):
        return {
            number
            for *_, text in texts_of(workspace / "core.duckdb")
            for number in re.findall(r"[0-9]{17}[0-9X]", text)
        }

    assert hits(before_)  # few or many: DuckDB compresses as it sees fit
    assert gone <= told(two.workspace)
    assert hits(after) == gone & told(purged.workspace) == set()


def test_what_a_batch_in_force_needs_stays(two, purged):
    for table in (
        "roster_households",
        "roster_members",
        "deposits",
        "vehicles",
        "settlements",
        "outreach",
        "real_estate",
    ):
        query = f"SELECT count(*), sum(hash(t)::HUGEINT) FROM store.clean.{table} t"
        assert rows(purged.workspace, query) == rows(two.workspace, query)
    counted = "SELECT count(*) FROM store.clean.registry"
    assert 0 < rows(purged.workspace, counted)[0][0] < rows(two.workspace, counted)[0][0]


def test_statistics_answers_and_numbers_stay(two, purged):
    for file in ("hedui.duckdb",):
        for (table,) in rows(
            two.workspace, "SELECT table_name FROM duckdb_tables() WHERE database_name = 'store'", file
        ):
            query = f"SELECT count(*), sum(hash(t)::HUGEINT) FROM store.mart.{table} t"
            assert rows(purged.workspace, query, file) == rows(two.workspace, query, file), table
    for table in ("batches", "case_ids", "case_log", "signal_log", "secrets", "match_queue"):
        query = f"SELECT count(*), sum(hash(t)::HUGEINT) FROM store.core.{table} t"
        assert rows(purged.workspace, query) == rows(two.workspace, query), table
    numbered = "SELECT count(*), max(person_id) FROM store.persons"
    assert rows(purged.workspace, numbered) == rows(two.workspace, numbered)
    assert rows(purged.workspace, "SELECT situation, opinion FROM store.core.outcomes") == [
        ("证号990****1230", "电话199****5001")
    ]
    assert rows(purged.workspace, "SELECT count(*) FROM store.core.judgements") == [(0,)]


def test_folders(two, purged):
    assert [path.name for path in (purged.workspace / "out").iterdir()] == [two.new]
    whole = {
        path.relative_to(two.workspace): path.read_bytes()
        for path in (two.workspace / "out" / two.new).rglob("*")
        if path.is_file()
    }
    assert {
        path.relative_to(purged.workspace): path.read_bytes()
        for path in (purged.workspace / "out").rglob("*")
        if path.is_file()
    } == whole
    assert list((purged.workspace / "work").iterdir()) == []


def test_the_chain_is_whole_and_says_so(purged):
    con = duckdb.connect()
    con.execute(f"ATTACH '{purged.workspace / 'core.duckdb'}' AS store (READ_ONLY)")
    assert problems(purged.workspace / "audit.jsonl", heads(con, "store"))[0] == []
    con.close()
    assert entries(purged.workspace / "audit.jsonl")[-1]["about"]["rows"]['raw."contents"'] > 0


def test_the_next_batch_decides_as_if_nothing_had_gone(two, purged, tmp_path):
    tables = ("coverage", "households", "members", "findings", "leads", "applications", "cases", "matches")
    would, does = (
        decided_by(two.inbox, shutil.copytree(source, tmp_path / source.parent.name), date(2026, 7, 7), tables)
        for source in (two.workspace, purged.workspace)
    )
    assert would["households"]
    for table, expected in would.items():
        assert does[table] == expected, table


def test_numbers_that_people_type_reach_nobody(two):
    """The words of a hotline and of a township, in what analysts and townships read."""
    said = rows(
        two.workspace,
        f"SELECT explanation FROM store.mart.leads WHERE batch_id = '{two.new}' AND name = '宋来电'",
        "hedui.duckdb",
    )
    assert said and "家属199****5002来电，称患者证件990****1257" in said[0][0]
    for table, column, text in texts_of(two.workspace / "hedui.duckdb"):
        assert not any(number in text for number in (*TYPED.values(), *TOLD.values())), (table, column)
    for path in (two.workspace / "out").rglob("*.xlsx"):
        with zipfile.ZipFile(path) as archive:
            text = b"".join(archive.read(name) for name in archive.namelist())
        assert not any(number.encode() in text for number in (*TYPED.values(), *TOLD.values())), path


def test_a_number_that_stays_elsewhere_is_named(two, tmp_path, gone):
    """A file that somebody put into the workspace."""
    workspace = Workspace(shutil.copytree(two.workspace, tmp_path / "workspace"))
    (workspace.root / "out" / "备忘.txt").write_text(f"见 {sorted(gone)[0]}", encoding="utf-8")
    with pytest.raises(BatchError, match=r"备忘\.txt still holds a number"):
        purge(workspace, CUTOFF)


def test_the_day_before_which_batches_are_old():
    today = date(2026, 3, 31)
    assert before("2025-06-30", today) == date(2025, 6, 30)
    assert [before(text, today) for text in ("24 months", "24", "24个月", "24m")] == [date(2024, 3, 31)] * 4
    assert (before("1 month", today), before("13", today)) == (date(2026, 2, 28), date(2025, 2, 28))
    for wrong in ("2025-02-30", "soon", "", "-3", "99999 months"):
        with pytest.raises(UsageError, match="--older-than"):
            before(wrong, today)


def test_as_a_command(two, tmp_path, hedui_says):
    workspace = shutil.copytree(two.workspace, tmp_path / "workspace")
    code, out, _ = hedui_says("purge", "--older-than", CUTOFF, "--workspace", workspace)
    assert (code, two.old in out, "Nothing was removed; add --yes" in out) == (0, True, True)
    assert (workspace / "out" / two.old).is_dir()
    code, out, err = hedui_says(
        "purge", "--older-than", CUTOFF, "--workspace", workspace, "--yes", "--reason", "保存期满"
    )
    assert (code, "Proof 证明" in out) == (0, True), err
    assert not (workspace / "out" / two.old).exists()
    told = entries(workspace / "audit.jsonl")[-1]
    assert (told["command"], told["action"], told["reason"], told["about"]["batches"]) == (
        "purge",
        "purged",
        "保存期满",
        [two.old],
    )

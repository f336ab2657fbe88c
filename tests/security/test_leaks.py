"""Nothing that others may read names a person's number: what analysts get, and what a
run that fails leaves anywhere."""

import os
import re
import subprocess
import sys

import duckdb
import pytest

from tests.flows.conftest import COUNTY, ROOT

pytestmark = pytest.mark.slow


def test_no_byte_that_analysts_read_holds_an_id_a_phone_or_an_account(decided, county, personal):
    assert min(len(personal.ids), len(personal.phones), len(personal.accounts)) > 200
    con = duckdb.connect(str(decided / "hedui.duckdb"), read_only=True)
    assert con.execute("SELECT DISTINCT schema_name FROM duckdb_tables()").fetchall() == [("mart",)]
    columns = con.execute("SELECT table_name, column_name FROM duckdb_columns() WHERE schema_name = 'mart'").fetchall()
    for table, column in columns:
        text = con.execute(f'SELECT string_agg(DISTINCT "{column}"::VARCHAR, chr(10)) FROM mart."{table}"').fetchall()[
            0
        ][0]
        assert personal.found_in(text or "") == set(), (table, column)
    con.close()
    readable = [
        path for path in decided.rglob("*") if path.is_file() and path.name not in ("core.duckdb", "evidence.duckdb")
    ]
    assert {path.suffix for path in readable} >= {".xlsx", ".html", ".json", ".jsonl", ".duckdb"}
    for path in readable:
        assert personal.found_in_file(path) == set(), path
    assert personal.found_in("".join(county[2:])) == set()


def test_the_search_finds_what_is_there(decided, personal):
    """So that an empty result above means something: the clear register, and a workbook of the inbox."""
    con = duckdb.connect()
    con.execute(f"ATTACH '{decided / 'core.duckdb'}' AS store (READ_ONLY)")
    text = con.execute("SELECT string_agg(resident_id, ' ') FROM store.core.persons").fetchall()[0][0]
    con.close()
    assert len(personal.found_in(text)) > 1000
    assert len(personal.found_in_file(next(COUNTY.glob("民政_救助人员_*.xlsx")))) > 200


def test_who_may_reach_what(decided):
    modes = {path.name: path.stat().st_mode & 0o777 for path in decided.iterdir()}
    assert modes["hedui.duckdb"] == 0o644
    for name in ("core.duckdb", "evidence.duckdb", "audit.jsonl", "work", "out"):
        assert modes[name] & 0o077 == 0, name


FAILING = """
import sys
import transforms.match as stage

def match(con):
    row = con.execute("SELECT * FROM store.clean.roster_members LIMIT 1").fetchall()
    raise ValueError(f"bug at {row} and {con.execute('SELECT * FROM mentions LIMIT 50').fetchall()}")

stage.match = match
from flows.cli import main
main()
"""


def test_a_run_that_fails_leaves_no_number_no_name_and_no_key(decided, personal, tmp_path):
    """The error holds a whole household, the workspace has a key: no clear value in output, Prefect's database,
    logs, temporary files, work/."""
    key = tmp_path / "key"
    key.write_text("a-key-that-nobody-may-see-0123456789", encoding="ascii")
    key.chmod(0o600)
    for folder in ("tmp", "home"):
        (tmp_path / folder).mkdir()
    places = {
        "HEDUI_KEY_FILE": str(key),
        "PREFECT_HOME": str(tmp_path / "home" / "prefect"),
        "HOME": str(tmp_path / "home"),
        "TMPDIR": str(tmp_path / "tmp"),
    }
    environment = (
        {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_API")}
        | places
        | {"PYTHONPATH": str(ROOT)}
    )
    order = ["run", "--inbox", str(COUNTY), "--workspace", str(tmp_path / "workspace"), "--as-of", "2026-03-31"]
    said = subprocess.run(
        [sys.executable, "-c", FAILING, *order],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        timeout=400,
        check=False,
    )
    assert said.returncode == 1
    assert b"failed unexpectedly (ValueError" in said.stderr
    con = duckdb.connect()
    con.execute(f"ATTACH '{decided / 'core.duckdb'}' AS store (READ_ONLY)")
    names = {
        name.encode()
        for (name,) in con.execute(
            "SELECT DISTINCT name FROM store.clean.roster_members WHERE length(name) >= 3"
        ).fetchall()
    }
    con.close()
    left = [path for path in tmp_path.rglob("*") if path.is_file() and path != key]
    assert {"core.duckdb", "audit.jsonl"} <= {path.name for path in left}
    assert any(
        path.is_relative_to(tmp_path / "home" / "prefect") and path.stat().st_size > 10_000 for path in left
    )  # Prefect's database was written
    known = re.compile(b"|".join(re.escape(name) for name in sorted(names)))
    for place, content in [("output", said.stdout + said.stderr), *((path, path.read_bytes()) for path in left)]:
        assert personal.found_in_bytes(content) == set(), place
        assert known.search(content) is None, place
        assert b"nobody-may-see" not in content, place

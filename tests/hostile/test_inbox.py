"""Every hostile file is refused in one clear line, the batch goes on, and names that are attacks stay text."""

import re
import unicodedata
import zipfile

import duckdb
import openpyxl
import pytest

from tests.hostile.county import PLACES
from tests.hostile.deliveries import HOSTILE

pytestmark = pytest.mark.slow
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def asked(ran, query, *parameters):
    con = duckdb.connect(str(ran.workspace / "hedui.duckdb"), read_only=True)
    try:
        return con.execute(query, parameters).fetchall()
    finally:
        con.close()


def test_the_batch_is_decided_in_bounded_memory_and_time(ran):
    assert ran.code == 3, ran.err
    assert ran.peak_mb < 3200  # of the largest process: a trial may take 3 GB before it is refused
    assert ran.seconds < 240
    assert asked(ran, "SELECT count(*) FROM mart.households") == [(len(PLACES),)]


@pytest.mark.parametrize("name", HOSTILE)
def test_each_file_is_refused_in_one_line(ran, name):
    hostile = HOSTILE[name]
    found = asked(ran, "SELECT code, severity, message, fix FROM mart.issues WHERE file = ?", f"公安_机动车_{name}")
    assert [(code, severity) for code, severity, *_ in found] == [(hostile.code, "file_rejected")]
    _, _, message, fix = found[0]
    assert hostile.says in message
    assert CHINESE.search(message) and CHINESE.search(fix) and "\n" not in message + fix


def test_folders_without_end_are_not_entered(ran):
    (said,) = asked(ran, "SELECT code, message FROM mart.issues WHERE file LIKE '深/%'")
    assert said == ("too_deep", "文件夹套得太深，其中的文件未读取")


def test_nothing_but_lines_reaches_the_terminal(ran):
    for line in (ran.out + ran.err).splitlines():
        assert "Traceback" not in line and "panicked" not in line and "backtrace" not in line, line
        assert not {c for c in line if unicodedata.category(c) in {"Cc", "Cf"}} - {"\t"}, line
    assert "root:x:0" not in ran.out + ran.err


def files(ran):
    return [path for path in ran.workspace.rglob("*") if path.is_file()]


def test_names_make_no_paths(ran):
    assert sorted(path.name for path in ran.workspace.parent.iterdir()) == ["inbox", "workspace"]
    assert sorted(path.name for path in ran.workspace.iterdir() if path.suffix != ".wal" and path.name not in {"audit.jsonl", ".timings.json"}) == [
        ".lock", "core.duckdb", "evidence.duckdb", "hedui.duckdb", "out", "work"
    ]  # fmt: skip
    townships = [path.name for path in (ran.workspace / "out" / "b1" / "乡镇").iterdir()]
    assert len(townships) == len(PLACES)
    for path in (ran.workspace / "out").rglob("*"):
        assert len(path.name.encode()) <= 255 and path.resolve().is_relative_to(ran.workspace)
        assert not set(path.name) & set('\\:*?"<>|') and not any(
            unicodedata.category(c).startswith("C") for c in path.name
        )
        assert path.name.split(".")[0].upper() not in {"CON", "NUL"}


def test_no_workbook_holds_a_formula_or_a_link(ran):
    books = [path for path in files(ran) if path.suffix == ".xlsx"]
    texts = set()
    for path in books:
        with zipfile.ZipFile(path) as archive:
            assert not [name for name in archive.namelist() if "external" in name.lower() or "vba" in name.lower()]
        for sheet in openpyxl.load_workbook(path):
            for cell in (cell for row in sheet.iter_rows() for cell in row):
                assert cell.data_type != "f" and cell.hyperlink is None, (path.name, cell.coordinate)
                texts.add(cell.value)
    assert PLACES[0][2] in texts and PLACES[1][2] in texts  # they stand there, as text


def test_the_page_shows_names_as_text(ran):
    (page,) = [path.read_text(encoding="utf-8") for path in files(ran) if path.suffix == ".html"]
    assert "<script>alert" not in page and "<img src=x" not in page


def test_names_are_no_sql(ran):
    tables = {name for (name,) in asked(ran, "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'mart'")}
    assert {"households", "members", "issues"} <= tables
    assert {township for (township,) in asked(ran, "SELECT township FROM mart.households")} >= {PLACES[3][0]}


def test_a_report_runs_no_template_of_a_name(ran, limited):
    done = limited("report", "H6", "--workspace", ran.workspace)
    assert done.returncode == 0, done.stderr
    (document,) = (ran.workspace / "out").rglob("H6*.docx")
    with zipfile.ZipFile(document) as archive:
        text = re.sub(r"<[^>]+>", "", archive.read("word/document.xml").decode())
    assert "{{ 7*7 }}" in text or "7*7" in text
    assert "&lt;img src=x" in text

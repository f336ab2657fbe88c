"""hedui notices, publicity, report and stats on a small workspace: numbers and dates that last, problems named,
nothing personal in messages."""

import io
import re
from datetime import date

import duckdb
import pytest
from docx import Document

from flows import cli
from flows.storage import keys
from flows.storage.store import Store
from schemas.model import tables
from tests.reports import builder
from tests.reports.answers import answer


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    """The hand-made mart as a published workspace, with answers."""
    monkeypatch.delenv(keys.VARIABLE, raising=False)
    root = tmp_path / "workspace"
    root.mkdir()
    (root / "work").mkdir()
    with builder.build() as con:
        answer(con, "C001P02", "H001", "P02", "10")
        answer(con, "C003I01", "H003", "I01", "13", 3, grace_until=date(2026, 10, 31))
        answer(con, "C004S01", "H004", "S01", "11", 4, effective_month=None)
        con.execute(f"ATTACH '{root / 'hedui.duckdb'}' AS published")
        con.execute("CREATE SCHEMA published.mart")
        for name in tables("mart"):
            con.execute(f"CREATE TABLE published.mart.{name} AS FROM mart.{name}")
        con.execute("DETACH published")
    Store(root / "core.duckdb", root / "work" / "spill").close()
    return root


def change(workspace, statement, *values):
    with duckdb.connect(str(workspace / "hedui.duckdb")) as con:
        con.execute(statement, values)


@pytest.fixture
def hedui(capsys, workspace):
    def call(*arguments):
        with pytest.raises(SystemExit) as ended:
            cli.main([*map(str, arguments), "--workspace", str(workspace)])
        said = capsys.readouterr()
        assert "户主" not in said.err.replace("户主姓名", "") and not re.search(r"[0-9]{17}", said.out + said.err)
        return ended.value.code, said.out, said.err

    return call


def notice(workspace, name):
    path = next((workspace / "out").rglob(name))
    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(path.read_bytes())).paragraphs)


def test_numbers_last(hedui, workspace):
    code, out, err = hedui("notices", "--as-of", "2026-04-08")
    assert (code, out.splitlines()[0]) == (3, "Notices 告知书    2 written, 停发告知书 1, 渐退期告知书 1")
    assert "减发告知书 H004" in err and "缺少 生效月" in err
    first = {path: path.read_bytes() for path in (workspace / "out").rglob("*.docx")}
    assert "示民救告〔2026〕1号" in notice(workspace, "停发告知书_H001.docx")
    change(workspace, "UPDATE mart.outcomes SET effective_month = '2026-05-01'")
    assert hedui("notices", "--as-of", "2026-06-01")[0] == 0
    assert {path: path.read_bytes() for path in first} == first
    assert "示民救告〔2026〕3号" in notice(workspace, "减发告知书_H004.docx") and "2026年6月1日" in notice(
        workspace, "减发告知书_H004.docx"
    )


def test_a_notice_whose_answer_changed_is_named(hedui, workspace):
    hedui("notices", "--as-of", "2026-04-08")
    change(workspace, "UPDATE mart.outcomes SET is_current = false WHERE household_id = 'H001'")
    code, _, err = hedui("notices")
    assert code == 3 and "to be withdrawn: 示民救告〔2026〕1号 停发告知书 H001" in err


def test_a_county_s_own_template_is_used_and_checked(hedui, workspace, monkeypatch):
    from flows.desk import desk

    own = Document()
    own.add_paragraph("本县格式 {{ number }} {{ nonsense }}")
    kept = io.BytesIO()
    own.save(kept)
    monkeypatch.setattr(desk.Decided, "template", lambda self, name: kept.getvalue() if name == "停发告知书" else None)
    code, _, err = hedui("notices", "--as-of", "2026-04-08")
    assert code == 3 and "停发告知书（2026W12-01）：模板不能使用" in err and "nonsense" in err
    assert "示民救告〔2026〕1号" in notice(workspace, "渐退期告知书_H003.docx")  # no number was spent on the faulty one


def test_publicity_keeps_its_days(hedui, workspace):
    code, out, _ = hedui("publicity", "--as-of", "2026-04-08")
    assert code == 0 and "停发公示 1 households, 1 townships, 公示期 2026-04-08 至 2026-04-14" in out
    assert "2026-04-08 至 2026-04-14" in hedui("publicity", "--as-of", "2026-05-01")[1]
    assert "长期公示 8 households" in hedui("publicity", "--standing", "--as-of", "2026-04-08")[1]


def test_reports_count_their_prints(hedui, workspace):
    assert "(print 1)" in hedui("report", "H001", "--as-of", "2026-04-08")[1]
    out = hedui("report", "H001", "A001", "--as-of", "2026-04-09")[1]
    assert "H001.docx (print 2)" in out and "A001.docx (print 1)" in out
    code, _, err = hedui("report", "H001", "H999")
    assert code == 2 and "'H999' is no household of batch" in err
    assert "(print 3)" in hedui("report", "H001")[1]


def test_stats(hedui, tmp_path):
    change(tmp_path / "workspace", "UPDATE mart.batches SET households = 0 WHERE batch_id = ?", builder.EARLIER)
    code, out, err = hedui("stats", "--from", "2026-03-14", "--out", tmp_path / "x.xlsx")
    assert code == 0, err
    assert "共开展核对 1 批次、10 户次、31 人次" in out and (tmp_path / "x.xlsx").is_file()
    assert hedui("stats", "--from", "2027-01-01")[0] == 2
    assert hedui("stats", "--from", "soon")[2] == "hedui: --from 'soon' is no date; write it as 2026-03-31\n"
    assert hedui("stats", "--out", "x.csv")[0] == 2
    change(tmp_path / "workspace", "DELETE FROM mart.households WHERE household_id = 'H009'")
    code, _, err = hedui("stats", "--from", "2026-03-14")
    assert code == 3 and "勾稽不通过: 各批次登记的核对户数之和＝户表行数：9 ≠ 8" in err


def test_before_any_batch(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for command in (["notices"], ["publicity"], ["report", "H1"], ["stats"]):
        with pytest.raises(SystemExit) as ended:
            cli.main(command)
        assert ended.value.code == 2 and "no finished batch yet" in capsys.readouterr().err
        assert list(tmp_path.iterdir()) == []

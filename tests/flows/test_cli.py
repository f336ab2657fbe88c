"""Wrong use gets one line and exit code 2; whatever else goes wrong gets one line and
exit code 1; never a traceback."""

import shutil
from datetime import date

import duckdb
import pytest

from flows import cli
from flows.batch.lists import wording
from flows.commands import doctor
from flows.errors import BatchError
from flows.storage import keys
from schemas import ddl, model
from transforms.assess import rules


@pytest.fixture(autouse=True)
def no_key(monkeypatch, tmp_path):
    monkeypatch.delenv(keys.VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)


def hedui(capsys, *arguments):
    with pytest.raises(SystemExit) as ended:
        cli.main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return ended.value.code, said.out, said.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "Missing command"),
        (["frobnicate"], "No such command"),
        (["run"], "--inbox"),
        (["run", "--frob"], "No such option"),
        (["run", "--inbox", "nowhere"], "--inbox nowhere: there is no such folder"),
        (["run", "--inbox", "file"], "--inbox file: this is no folder"),
        (["run", "--inbox", "in", "--as-of", "2026-02-30"], "--as-of '2026-02-30' is no date; write it as 2026-03-31"),
        (["run", "--inbox", "in", "--as-of", "20260331"], "is no date"),
        (["run", "--inbox", "in", "--as-of", "today\nor not"], "is no date"),
        (
            ["run", "--inbox", "in", "--policy", "atlantis"],
            "--policy 'atlantis' is no known jurisdiction; known: example",
        ),
        (["run", "--inbox", "in", "--policy", "../example"], "is no known jurisdiction"),
        (["run", "--inbox", "in", "--kind", "yearly"], "--kind"),
        (["run", "--inbox", "in", "--batch", "../../x"], "--batch"),
        (["run", "--inbox", "in", "--batch", ".."], "--batch"),
        (["run", "--inbox", "in", "--batch", ""], "--batch"),
        (["run", "--inbox", "in", "--batch", "批次"], "--batch"),
        (["run", "--inbox", "in", "--workspace", "file"], "--workspace file: this is a file"),
        (["run", "--inbox", "in", "--workspace", "in"], "inside the inbox"),
        (["run", "--inbox", "in", "--workspace", "in/ws"], "inside the inbox"),
        (["explain"], "HOUSEHOLD_OR_PERSON"),
        (["explain", "H1"], "no finished batch yet"),
        (["sql", "SELECT 1"], "no finished batch yet"),
        (["status", "--workspace", "nowhere"], "no finished batch yet"),
        (["feedback"], "FILE_OR_DIR"),
        (["feedback", "nowhere"], "nowhere: there is no such file or folder"),
        (["feedback", "file"], "no finished batch yet"),
        (["lineage"], "TABLE_OR_COLUMN"),
        (["lineage", "evidence", "--svg", "in"], "--svg in: name a file that ends in .svg"),
        (["lineage", "evidence", "--depth", "0"], "--depth"),
        (["lineage", "nothing\nknown"], "is no table, column, dataset or list"),
        (["doctor", "--as-of", "soon"], "is no date"),
        (["doctor", "--policy", "atlantis"], "is no known jurisdiction"),
    ],
)
def test_wrong_use(capsys, tmp_path, arguments, says):
    (tmp_path / "in").mkdir()
    (tmp_path / "file").touch()
    code, out, err = hedui(capsys, *arguments)
    assert (code, out) == (2, "")
    assert says in err
    assert err.startswith("hedui: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (BatchError("what, where, why"), 1, "hedui: what, where, why"),
        (ValueError("张三 620822199001011234"), 1, "hedui: hedui doctor failed unexpectedly (ValueError"),
        (KeyboardInterrupt(), 1, "hedui: interrupted; nothing of a batch in progress is visible"),
        (cli.Stopped("张三"), 1, "hedui: ended from outside"),
    ],
)
def test_whatever_goes_wrong(capsys, monkeypatch, error, code, says):
    def fail():
        raise error

    monkeypatch.setattr(doctor, "_encryption", fail)
    found, _, err = hedui(capsys, "doctor", "--as-of", "2026-03-31")
    said = err.removeprefix(keys.PLAIN_NOTICE + "\n")
    assert found == code
    assert said.startswith(says)
    assert said.count("\n") == 1
    assert "张三" not in err
    assert "Traceback" not in err


def test_doctor_says_whether_the_policy_is_complete(capsys):
    code, out, err = hedui(capsys, "doctor", "--as-of", "2026-03-31")
    assert code == 0
    assert "complete on 2026-03-31" in out
    assert err == keys.PLAIN_NOTICE + "\n"
    code, _, err = hedui(capsys, "doctor", "--as-of", "2019-03-31")
    assert code == 1
    assert "have no value on 2019-03-31; add an entry that covers this date" in err
    assert "2019-03-31" in err


@pytest.mark.parametrize("order", [("doctor",), ("run", "--inbox", "in"), ("policy", "check")])
def test_a_rule_that_asks_for_what_does_not_exist_is_told_before_anything_is_decided(
    capsys, monkeypatch, tmp_path, order
):
    (tmp_path / "in").mkdir()
    sql = tmp_path / "assess"
    shutil.copytree(rules.SQL, sql, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    rule = sql / "findings" / "P03.sql"
    rule.write_text(rule.read_text(encoding="utf-8").replace("p('dwelling.max_units')", "p('dwelling.max')"), "utf-8")
    monkeypatch.setattr(rules, "SQL", sql)
    code, _, err = hedui(capsys, *order, "--as-of", "2026-03-31")
    said = err.removeprefix(keys.PLAIN_NOTICE + "\n")
    assert code == 1
    assert "findings/P03.sql, line " in said and "'dwelling.max'" in said and "dwelling.max_units" in said
    assert said.count("\n") == 1


def test_titles_are_those_of_the_policy_and_the_nations_when_it_is_gone():
    assert wording("example", date(2026, 3, 31)).workload.staff == 2
    assert wording("gone", date(2026, 3, 31)).coded("P02") == "P02 拥有机动车"


class TestSql:
    @pytest.fixture(autouse=True)
    def warehouse(self, tmp_path):
        (tmp_path / "workspace").mkdir()
        con = duckdb.connect(str(tmp_path / "workspace" / "hedui.duckdb"))
        con.execute("CREATE SCHEMA mart")
        for table in model.tables("mart").values():
            con.execute(ddl.create(table, "mart"))
        con.execute("INSERT INTO mart.batches BY NAME SELECT 'b1' AS batch_id, 1 AS batch_number")
        con.close()

    @pytest.mark.parametrize("query", ["SELECT batch_id FROM mart.batches", "FROM batches SELECT batch_id;"])
    def test_answers(self, capsys, query):
        assert hedui(capsys, "sql", query) == (0, "batch_id\nb1\n", keys.PLAIN_NOTICE + "\n")

    def test_answers_each_of_several(self, capsys):
        assert hedui(capsys, "sql", "SELECT 'a;b' AS x; SELECT 2 AS y")[1] == "x\na;b\ny\n2\n"

    @pytest.mark.parametrize(
        "query",
        [
            "DELETE FROM mart.batches", "CREATE TABLE x AS SELECT 1", "COPY mart.batches TO 'out.csv'", "ATTACH 'other.duckdb'",
            "FROM read_csv('/etc/passwd')", "SET enable_external_access = true", "SELEKT 1", "FROM nowhere",
        ],
    )  # fmt: skip
    def test_refuses(self, capsys, tmp_path, query):
        code, out, err = hedui(capsys, "sql", query)
        assert (code, out) == (2, "")
        assert err.removeprefix(keys.PLAIN_NOTICE + "\n").count("\n") == 1
        assert sorted(path.name for path in tmp_path.iterdir()) == ["workspace"]

    def test_prompt_goes_on_after_a_mistake(self, capsys, monkeypatch):
        lines = iter(["SELEKT 1;", "SELECT batch_number", "FROM batches;"])
        monkeypatch.setattr("builtins.input", lambda prompt: next(lines, None) or (_ for _ in ()).throw(EOFError))
        code, out, err = hedui(capsys, "sql")
        assert (code, out) == (0, "batch_number\n1\n")
        assert "cannot be answered" in err

    def test_unknown_subjects(self, capsys):
        code, _, err = hedui(capsys, "explain", "H9", "--batch", "b9")
        assert (code, err) == (2, "hedui: --batch b9: there is no such batch; `hedui status` lists them\n")

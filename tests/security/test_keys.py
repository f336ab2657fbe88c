"""The key: made safely, checked, and changed without a moment at which core.duckdb could be lost."""

import os
import signal
import subprocess
import sys

import duckdb
import pytest

from flows.batch.answers import row_keys
from flows.cli import _exit_code
from flows.custody.audit import Audit, heads, problems
from flows.storage import keys
from flows.storage.rewrite import tables
from flows.storage.store import Store
from flows.storage.workspace import Workspace
from schemas.masking import mask_digits
from tests.flows.conftest import ROOT

ID = "990122199001011234"


@pytest.fixture
def hedui(capsys, monkeypatch):
    """`hedui` in this process under a key file, or none: (exit code, standard output, standard error)."""

    def said(*arguments, key=None):
        monkeypatch.delenv(keys.VARIABLE, raising=False)
        if key is not None:
            monkeypatch.setenv(keys.VARIABLE, str(key))
        code = _exit_code([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return said


@pytest.fixture
def made(hedui, tmp_path):
    """Two key files."""
    for name in ("one", "two"):
        assert hedui("key", "new", tmp_path / name)[0] == 0
    return tmp_path / "one", tmp_path / "two"


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A plain workspace with some rows."""
    monkeypatch.delenv(keys.VARIABLE, raising=False)
    workspace = Workspace(tmp_path / "workspace")
    workspace.create()
    store = Store(workspace.core, workspace.work / "spill")
    with store.writing() as cursor:
        cursor.execute(
            "INSERT INTO core.persons BY NAME SELECT 'P' || i AS person_id, ? AS resident_id, '张三' || i AS name FROM range(500) t(i)",
            [ID],
        )
        cursor.execute("INSERT INTO raw.tables SELECT 'c', '城关镇', [?] FROM range(500) t(i)", [ID])
    store.close()
    workspace.core.chmod(0o600)
    return workspace


def content(workspace, key):
    """All rows but the audit's, from a core.duckdb that this key opens."""
    con = duckdb.connect()
    try:
        secret = keys.read(key, "") if key else None
        if secret:
            keys.enable(con)
        keys.attach(con, workspace.core, "store", secret, read_only=True)
        found = {
            t: con.execute(f"SELECT count(*), sum(hash(t)::HUGEINT) FROM store.{t} t").fetchall()
            for t in tables(con)
            if "audit" not in t
        }
        assert con.execute("SELECT count(*) FROM store.persons").fetchall() == [(500,)]  # the view of the contract
        kept = con.execute(
            "SELECT count(*) FROM duckdb_constraints() WHERE database_name = 'store' AND constraint_type = 'PRIMARY KEY'"
        ).fetchall()
        return found, kept, problems(Audit(workspace).path, heads(con, "store"))[0]
    finally:
        con.close()


def test_a_new_key_is_random_the_owners_alone_and_never_shown(made, hedui):
    one, two = (path.read_text(encoding="ascii").strip() for path in made)
    assert len(one) >= 43 and one != two
    assert all(os.stat(path).st_mode & 0o777 == 0o600 for path in made)
    code, out, err = hedui("key", "new", made[0])
    assert (code, out, "never overwritten" in err) == (2, "", True)
    assert made[0].read_text(encoding="ascii").strip() == one
    assert hedui("key", "new", made[0].parent / "no" / "folder")[0] == 2


def test_from_plain_to_encrypted_to_another_key(made, home, hedui):
    one, two = made
    before, constraints, _ = content(home, None)
    signed = _signed(home)
    assert ID.encode() in home.core.read_bytes()
    told = [
        hedui("key", "rotate", "--new", one, "--workspace", home.root),
        hedui("key", "rotate", "--new", two, "--workspace", home.root, key=one),
    ]
    assert [code for code, *_ in told] == [0, 0]
    assert not any(path.read_text(encoding="ascii").strip() in out + err for path in made for _, out, err in told)
    after, kept, wrong = content(home, two)
    assert (after, kept, wrong) == (before | {'core."secrets"': after['core."secrets"']}, constraints, [])
    raw = home.core.read_bytes()
    assert not any(text in raw for text in (ID.encode(), "城关镇".encode(), "张三".encode()))
    assert os.stat(home.core).st_mode & 0o777 == 0o600
    assert list(home.work.iterdir()) == []
    assert _accepted(home, signed, two)
    assert mask_digits(Audit(home).path.read_text(encoding="utf-8")).count('"rotated"') == 2


def _signed(home):
    store = Store(home.core, home.work / "spill")
    try:
        return row_keys(store).sign("C", "20260331-0a1b2c3d", "C0000012")
    finally:
        store.close()


def _accepted(home, signed, key):
    """Whether a list sent before is still taken for ours."""
    os.environ[keys.VARIABLE] = str(key)
    try:
        store = Store(home.core, home.work / "spill")
        try:
            return row_keys(store).read(signed) is not None
        finally:
            store.close()
    finally:
        del os.environ[keys.VARIABLE]


def test_what_is_refused(made, home, hedui, tmp_path):
    one, two = made
    assert hedui("key", "rotate", "--new", tmp_path / "none", "--workspace", home.root)[0] == 2
    assert hedui("key", "rotate", "--new", one, "--workspace", tmp_path / "nowhere")[0] == 2
    assert hedui("key", "rotate", "--new", one, "--workspace", home.root)[0] == 0
    code, _, err = hedui("key", "rotate", "--new", one, "--workspace", home.root, key=one)
    assert (code, "is the key in use already" in err) == (2, True)
    for key, why in ((None, "it is encrypted; set HEDUI_KEY_FILE"), (two, "is not the one it was written with")):
        for command in (("key", "rotate", "--new", one), ("key", "check")):
            code, _, err = hedui(*command, "--workspace", home.root, key=key)
            assert (code, why in err) == (1, True), err


def test_check_tells_what_is_unsafe(made, home, hedui, tmp_path):
    one, _ = made
    code, out, _ = hedui("key", "check", "--workspace", home.root)
    assert (code, "plain (not encrypted)" in out) == (0, True)
    hedui("key", "rotate", "--new", one, "--workspace", home.root)
    code, out, _ = hedui("key", "check", "--workspace", home.root, key=one)
    assert (code, "encrypted, and this key opens it" in out) == (0, True)
    one.chmod(0o644)
    home.core.chmod(0o640)
    code, _, err = hedui("key", "check", "--workspace", home.root, key=one)
    assert (code, "mode 644" in err, "mode 640" in err) == (1, True, True)
    weak = tmp_path / "weak"
    weak.write_text("1234", encoding="ascii")
    weak.chmod(0o600)
    code, out, err = hedui("key", "check", "--workspace", tmp_path / "new", key=weak)
    assert (code, "may be guessed" in err, "1234" in out + err) == (1, True, False)
    code, out, _ = hedui("doctor", "--workspace", home.root, key=one)
    assert (code, "to mend" in out, "encrypted, and this key opens it" in out) == (0, True, True)


KILLED = """
import os, signal, sys
import flows.storage.rewrite as rewrite
replace, moment = os.replace, sys.argv.pop(1)
def killing(a, b):
    if moment == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    replace(a, b)
    os.kill(os.getpid(), signal.SIGKILL)
if moment == "copying":
    rewrite._digest = lambda *a: os.kill(os.getpid(), signal.SIGKILL)
rewrite.os.replace = killing
from flows.cli import main
main()
"""


@pytest.mark.parametrize(("moment", "old_counts"), [("copying", True), ("before", True), ("after", False)])
def test_a_kill_leaves_the_old_or_the_new(made, home, hedui, moment, old_counts):
    one, two = made
    hedui("key", "rotate", "--new", one, "--workspace", home.root)
    before = content(home, one)[0]
    environment = os.environ | {keys.VARIABLE: str(one), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", KILLED, moment, "key", "rotate", "--new", str(two), "--workspace", str(home.root)]
    assert (
        subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, timeout=120, check=False).returncode
        == -signal.SIGKILL
    )
    found, _, wrong = content(home, one if old_counts else two)
    assert (found, wrong) == (before, [])
    assert (
        hedui(
            "key",
            "rotate",
            "--new",
            two if old_counts else one,
            "--workspace",
            home.root,
            key=one if old_counts else two,
        )[0]
        == 0
    )
    assert content(home, two if old_counts else one)[::2] == (before, [])
    assert list(home.work.iterdir()) == []


def test_an_old_file_that_a_backup_links_to_is_left_whole(made, home, hedui, tmp_path):
    backup = tmp_path / "backup.duckdb"
    os.link(home.core, backup)
    whole = backup.stat().st_size
    assert hedui("key", "rotate", "--new", made[0], "--workspace", home.root)[0] == 0
    con = duckdb.connect(str(backup), read_only=True)
    assert con.execute("SELECT count(*) FROM core.persons").fetchall() == [(500,)]
    con.close()
    assert backup.stat().st_size >= whole


def test_spilled_rows_are_encrypted(made, tmp_path):
    """What DuckDB writes aside when memory is short."""
    con = duckdb.connect(config={"temp_directory": str(tmp_path / "spill"), "memory_limit": "40MB", "threads": "1"})
    try:
        keys.enable(con)
        keys.attach(con, tmp_path / "core.duckdb", "store", keys.read(made[0], ""))
        con.execute("CREATE TEMP TABLE big AS SELECT '城关镇张三' || i AS name, ? AS id FROM range(2000000) t(i)", [ID])
        spilled = [path for path in (tmp_path / "spill").rglob("*") if path.is_file()]
        assert sum(path.stat().st_size for path in spilled) > 1_000_000
        assert not any(text in path.read_bytes() for path in spilled for text in (ID.encode(), "城关镇".encode()))
        con.execute("CREATE TABLE store.main.t AS SELECT ? AS id", [ID])
        log = tmp_path / "core.duckdb.wal"
        assert log.exists() and ID.encode() not in log.read_bytes()
    finally:
        con.close()

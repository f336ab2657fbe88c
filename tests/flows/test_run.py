"""`hedui run` as a process, with stand-in stages: what it leaves behind when it ends well, badly, or not at all."""

import json
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb
import pytest

from flows.batch.progress import PLAN
from flows.storage.keys import PLAIN_NOTICE
from tests.flows import fake_stages
from tests.flows.conftest import ROOT
from tests.processes import PATIENCE, Hedui, ask

pytestmark = pytest.mark.slow
FILE = "民政_救助家庭_20260320.csv"


@pytest.fixture
def run(hedui, inbox, tmp_path):
    def call(*more, **options):
        return hedui(
            "run", "--inbox", inbox, "--workspace", tmp_path / "workspace", "--as-of", "2026-03-31", *more, **options
        )

    return call


def mart(workspace, query):
    con = duckdb.connect(str(workspace / "hedui.duckdb"), read_only=True)
    try:
        return con.execute(query).fetchall()
    finally:
        con.close()


def everything(workspace):
    """All rows of mart but the two times, and all lists by name and size of their content."""
    tables = [name for (name,) in mart(workspace, "SELECT table_name FROM information_schema.tables ORDER BY 1")]
    left = {"batches": "EXCLUDE (started_at, finished_at)"}
    rows = {name: mart(workspace, f'SELECT * {left.get(name, "")} FROM mart."{name}"') for name in tables}
    files = {
        path.relative_to(workspace).as_posix(): path.read_bytes()
        for path in sorted((workspace / "out").rglob("*"))
        if path.is_file()
    }
    return rows, files


def households(workspace):
    return mart(workspace, "SELECT batch_id, household_id FROM mart.households ORDER BY ALL")


def progress(title):
    """Whether a line is one of the progress, so that what else is said can be looked at by itself."""
    return title.partition(":")[0] in PLAN


def said_else(err):
    return [line for line in err.splitlines() if not progress(line)]


def batch_of(out):
    return out.splitlines()[0].split()[2]


def test_a_batch_and_the_same_again(run, environment, inbox, tmp_path):
    """The second time as a program that is started anew: with another hash seed."""
    first = run()
    assert (first.returncode, said_else(first.stderr)) == (0, [PLAIN_NOTICE])
    told = list(dict.fromkeys(line.partition(":")[0] for line in first.stderr.splitlines() if progress(line)))
    assert told[:5] + sorted(told[5:7]) + told[7:] == list(PLAN)  # lists and warehouse are written at the same time
    batch_id = batch_of(first.stdout)
    assert batch_id.startswith("20260331-")
    assert "keep 保持 2" in first.stdout
    workspace = tmp_path / "workspace"
    assert first.stdout.splitlines()[-1].endswith(str(workspace / "out" / batch_id))
    manifest = json.loads((workspace / "out" / batch_id / "manifest.json").read_text(encoding="utf-8"))
    assert [entry["file"] for entry in manifest["inputs"]] == [FILE]
    before = everything(workspace)
    command = [
        sys.executable,
        "-m",
        "tests.flows.fake_stages",
        "run",
        "--inbox",
        inbox,
        "--workspace",
        workspace,
        "--as-of",
        "2026-03-31",
    ]
    again = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert again.stdout == first.stdout
    assert everything(workspace) == before
    assert sorted(path.name for path in workspace.iterdir()) == [
        ".lock", ".timings.json", "audit.jsonl", "core.duckdb", "evidence.duckdb", "hedui.duckdb", "out", "work",
    ]  # fmt: skip
    assert list((workspace / "work").iterdir()) == []


def test_force_reads_every_file_again(run, tmp_path):
    run()
    before = everything(tmp_path / "workspace")
    for given, expected in ((), "0."), (("--force",), "2 rows"):
        said = run(*given)
        (intake,) = [line for line in said.stderr.splitlines() if line.startswith("Deliveries")]
        assert intake.partition(": ")[2].startswith(expected)
    assert everything(tmp_path / "workspace") == before


def test_numbers_follow_the_first_run(run, inbox, tmp_path):
    run("--batch", "one")
    (inbox / "民政_救助家庭_20260327.csv").write_text("H3\n", encoding="utf-8")
    run("--batch", "two")
    run("--batch", "one")
    found = mart(tmp_path / "workspace", "SELECT batch_id, batch_number FROM mart.batches ORDER BY batch_number")
    assert found == [("one", 1), ("two", 2)]


def test_rejected_files_are_listed(run, inbox, tmp_path, prefect_server):
    (inbox / "bad.csv").write_text("x")
    (inbox / "财政_broken.csv").write_text("x")
    (inbox / "link.csv").symlink_to(inbox / FILE)
    said = run()
    assert said.returncode == 3
    notice, skipped, *lines = said_else(said.stderr)
    assert notice == PLAIN_NOTICE
    assert skipped.startswith(
        "财政: 1 of 1 files could not be read (reading failed unexpectedly (ValueError at tests/flows/fake_stages.py:"
    )
    assert [line.split(": ")[:2] for line in lines] == [
        ["rejected", "bad.csv"],
        ["rejected", "link.csv"],
        ["rejected", "财政_broken.csv"],
    ]
    assert "张三" not in said.stdout + said.stderr
    assert "keep 保持 2" in said.stdout
    assert ("intake_failed", "file_rejected") in mart(tmp_path / "workspace", "SELECT code, severity FROM mart.issues")
    skipped = task_runs(prefect_server, "Take in 财政")[0]
    assert (skipped["state_name"], skipped["run_count"]) == ("Failed", 3)  # twice tried again, then left out
    assert "财政: 1 of 1 files could not be read" in skipped["state"]["message"]
    assert "张三" not in json.dumps(skipped, ensure_ascii=False)


def task_runs(server, name):
    """Task runs of this name as the Prefect UI shows them, the latest first."""
    asked = {"task_runs": {"name": {"any_": [name]}}, "sort": "END_TIME_DESC"}
    return ask(f"{server}/task_runs/filter", asked)


def test_more_rejected_files_than_fit_are_counted(run, inbox):
    for number in range(25):
        (inbox / f"bad{number:02}.csv").write_text("x")
    lines = said_else(run().stderr)
    assert len(lines) == 22
    assert lines[-1].startswith("… and 5 more; all of them stand in mart.issues")


def test_an_empty_inbox_decides_nothing(run, inbox, tmp_path):
    (inbox / FILE).unlink()
    said = run()
    assert (said.returncode, said.stdout) == (1, "")
    assert "holds no file and nothing was delivered before" in said.stderr.splitlines()[-1]
    assert not (tmp_path / "workspace" / "hedui.duckdb").exists()


@pytest.fixture(scope="module")
def decided(tmp_path_factory):
    """A workspace with one decided batch, made once; an empty folder until the first test fills it."""
    return tmp_path_factory.mktemp("decided") / "workspace"


@pytest.mark.parametrize("moment", ["take_in", "match", "remember", "before renames", "between renames"])
def test_killed_at_any_moment(run, inbox, tmp_path, decided, moment):
    workspace = tmp_path / "workspace"
    if not decided.exists():
        run("--batch", "one", "--workspace", decided)
    shutil.copytree(decided, workspace)
    before = everything(workspace)
    (inbox / "民政_救助家庭_20260327.csv").write_text("H3\n", encoding="utf-8")
    killed = run("--batch", "two", env={"FAKE_KILL": moment})
    assert killed.returncode == -signal.SIGKILL
    if moment != "between renames":  # there the warehouse is new already, and as whole as the old one
        assert everything(workspace) == before
    else:
        assert {batch for batch, _ in households(workspace)} == {"one", "two"}
    completed = run("--batch", "two")
    assert completed.returncode == 0, completed.stderr
    assert households(workspace) == [("one", "H1"), ("one", "H2"), ("two", "H1"), ("two", "H2"), ("two", "H3")]
    assert sorted(path.name for path in (workspace / "out").iterdir()) == ["one", "two"]
    rows, files = everything(workspace)
    assert {name: content for name, content in files.items() if name.startswith("out/one/")} == before[1]
    assert [row for row in rows["households"] if row[0] == "one"] == before[0]["households"]
    con = duckdb.connect()
    con.execute(f"ATTACH '{workspace / 'core.duckdb'}' AS store (READ_ONLY)")
    batches = con.execute("SELECT batch_id, number, status FROM store.core.batches ORDER BY number").fetchall()
    assert batches == [("one", 1, "done"), ("two", 2, "done")]
    assert con.execute("SELECT count(*), count(DISTINCT content_id) FROM store.core.contents").fetchall() == [(2, 2)]
    assert con.execute("SELECT person_id, first_batch_id FROM store.persons").fetchall() == [("p1", "one")]


@contextmanager
def paused_run(environment, inbox, tmp_path):
    """A run that stays in its matching stage."""
    mark = tmp_path / "mark"
    pause = {"FAKE_PAUSE": "match", "FAKE_MARK": str(mark)}
    with Hedui(
        ["run", "--inbox", inbox, "--workspace", tmp_path / "workspace"], environment | pause, fake_stages.main
    ) as process:
        deadline = time.monotonic() + 120
        while not mark.exists():
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield process


@pytest.fixture
def paused(environment, inbox, tmp_path):
    with paused_run(environment, inbox, tmp_path) as process:
        yield process


def test_analysts_read_while_a_batch_runs(hedui, run, inbox, tmp_path, environment, decided):
    if not decided.exists():
        run("--batch", "one", "--workspace", decided)
    workspace = shutil.copytree(decided, tmp_path / "workspace")
    with paused_run(environment, inbox, tmp_path):
        said = hedui("sql", "SELECT batch_id FROM batches", "--workspace", workspace)
    assert (said.returncode, said.stdout) == (0, "batch_id\none\n")


def test_a_second_run_waits(run, paused):
    said = run("--wait", "0.05")
    assert said.returncode == 1
    waits, gave_up = said_else(said.stderr)[1:]
    assert f"in use by another run (pid {paused.pid}, since " in waits
    assert waits.endswith("; waiting for it up to 0.05 min")
    assert "; waited 0.05 min for it; " in gave_up


def test_a_second_run_says_who_holds_the_workspace(run, paused):
    said = run()
    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr.count("\n") == 1
    assert f"in use by another run (pid {paused.pid}, since " in said.stderr


@pytest.mark.parametrize(("sent", "says"), [(signal.SIGINT, "interrupted"), (signal.SIGTERM, "ended from outside")])
def test_asked_to_stop(paused, tmp_path, sent, says):
    paused.send_signal(sent)
    out, err = paused.communicate()
    assert (paused.returncode, out) == (1, "")
    assert err.splitlines()[-1].startswith(f"hedui: {says}")
    assert len(said_else(err)) == 2
    (left,) = (tmp_path / "workspace" / "work").iterdir()
    assert (left / "batch.duckdb").is_file()  # for the next run to go on with


def test_with_a_key_everything_clear_is_encrypted(run, tmp_path):
    (tmp_path / "key").write_text("a key", encoding="utf-8")
    said = run(env={"HEDUI_KEY_FILE": str(tmp_path / "key")})
    assert (said.returncode, said_else(said.stderr)) == (0, [])
    assert "城关镇".encode() not in (tmp_path / "workspace" / "core.duckdb").read_bytes()
    assert households(tmp_path / "workspace")
    plain = run()
    assert plain.returncode == 1
    assert "it is encrypted; set HEDUI_KEY_FILE" in plain.stderr.splitlines()[-1]


def test_without_a_server_and_killed_nothing_stays_behind(environment, inbox, tmp_path):
    """A machine with an empty home: Prefect starts a temporary server, and a kill of the run ends it too."""
    del environment["PREFECT_API_URL"]
    home = {"PREFECT_HOME": str(tmp_path / "prefect"), "HOME": str(tmp_path), "FAKE_KILL": "match"}
    command = [
        sys.executable,
        "-m",
        "tests.flows.fake_stages",
        "run",
        "--inbox",
        str(inbox),
        "--workspace",
        str(tmp_path / "workspace"),
    ]
    said = subprocess.run(
        command, cwd=ROOT, env=environment | home, capture_output=True, text=True, timeout=150, check=False
    )
    assert said.returncode == -signal.SIGKILL
    assert said_else(said.stderr) == [PLAIN_NOTICE]
    deadline = time.monotonic() + 30
    while servers(tmp_path) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert servers(tmp_path) == []


def servers(home):
    """Processes of ours with this folder in their environment."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if (
                str(home).encode() in (process / "environ").read_bytes()
                and b"uvicorn" in (process / "cmdline").read_bytes()
            ):
                found.append(process.name)
    return found

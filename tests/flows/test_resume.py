"""A batch that is killed goes on at its first unfinished stage, and ends as if nothing had happened;
anything doubtful starts over."""

import json
import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from flows.storage.keys import VARIABLE
from sample_data.__main__ import write_county
from tests.flows import killed
from tests.flows.conftest import ROOT
from tests.flows.test_run import everything, mart
from tests.processes import PATIENCE, Hedui

pytestmark = pytest.mark.slow
AS_OF = "2026-03-31"
TITLES = {
    "Gather evidence": "Evidence",
    "Match people": "Matching",
    "Assess and decide": "Assessment",
    "Write the lists": "Lists",
}


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The inbox of a county of 40 households."""
    folder = tmp_path_factory.mktemp("small")
    write_county(folder, households=40, as_of=date.fromisoformat(AS_OF))
    return folder / "inbox"


@pytest.fixture
def attempts(small, environment):
    """Have a batch of this workspace killed at these moments, one after the other: what each attempt came to."""

    def attempted(workspace: Path, *moments: str, key: Path | None = None) -> list[dict]:
        more = {VARIABLE: str(key)} if key else {}
        with Hedui([small, workspace, AS_OF, *moments], environment | more, killed.main) as process:
            out, err = process.communicate()
        assert process.returncode == 0, err
        return [json.loads(line) for line in out.splitlines()]

    return attempted


def kept(attempt: dict) -> list[str]:
    return [
        line.split()[0] for line in attempt["said"].splitlines() if line.endswith("kept from the run that was cut off")
    ]


@pytest.fixture(scope="module")
def undisturbed(small, tmp_path_factory):
    """The workspace of a batch that nothing happened to, in a process started anew: with another hash seed than
    those that are compared with it."""
    workspace = tmp_path_factory.mktemp("undisturbed") / "workspace"
    environment = {name: value for name, value in os.environ.items() if name != VARIABLE}
    command = [sys.executable, "-m", "tests.flows.killed", str(small), str(workspace), AS_OF, "undisturbed"]
    said = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert said.returncode == 0, said.stderr
    attempt = json.loads(said.stdout)
    assert (attempt["ended"], kept(attempt)) == (0, []), attempt["said"]
    return workspace


def same(workspace: Path, expected: Path) -> None:
    (rows, files), (expected_rows, expected_files) = everything(workspace), everything(expected)
    assert [table for table in expected_rows if rows[table] != expected_rows[table]] == []
    assert [name for name in files | expected_files if files.get(name) != expected_files.get(name)] == []
    assert list((workspace / "work").iterdir()) == []


def test_killed_in_and_after_every_stage(attempts, undisturbed, tmp_path):
    workspace = tmp_path / "workspace"
    moments = [f"{stage}: {moment}" for stage in TITLES for moment in ("statement 15", "after its mark")]
    moments.insert(5, "Assess and decide: before its mark")
    moments.insert(7, "Build the warehouse: built")  # it is built while the lists are written; here, before
    *dead, last, recovered = attempts(workspace, *moments, "Publish: decided", "recover")
    for moment, attempt in zip(moments, dead, strict=True):
        assert (attempt["ended"], attempt["is_visible"]) == (-signal.SIGKILL, False), attempt["said"]
        stage = moment.split(": ")[0]
        assert (
            kept(attempt) == list(TITLES.values())[: [*TITLES].index(stage if stage in TITLES else "Write the lists")]
        ), moment
    assert (last["ended"], kept(last)) == (-signal.SIGKILL, list(TITLES.values()))
    assert (recovered["ended"], recovered["said"]) == (0, "")
    same(workspace, undisturbed)


def test_an_encrypted_batch_goes_on_too(attempts, undisturbed, tmp_path):
    workspace, key = tmp_path / "workspace", tmp_path / "key"
    key.write_text("a key", encoding="utf-8")
    (first,) = attempts(workspace, "Assess and decide: after its mark", key=key)
    assert first["ended"] == -signal.SIGKILL
    name = mart(undisturbed, "SELECT head_name FROM mart.households WHERE head_name IS NOT NULL LIMIT 1")[0][0]
    left = [path.read_bytes() for path in (workspace / "work").rglob("batch.duckdb*")]
    assert left
    assert not any(name.encode() in content for content in left)
    (completed,) = attempts(workspace, "undisturbed", key=key)
    assert (completed["ended"], kept(completed)) == (0, ["Evidence", "Matching", "Assessment"]), completed["said"]
    rows, files = everything(workspace)
    expected_rows, expected_files = everything(undisturbed)
    assert rows == expected_rows
    assert files.keys() == expected_files.keys()  # their check codes are signed with the key


def test_a_damaged_database_means_starting_over(attempts, undisturbed, tmp_path):
    workspace = tmp_path / "workspace"
    (first,) = attempts(workspace, "Match people: after its mark")
    assert first["ended"] == -signal.SIGKILL
    (batch,) = (workspace / "work").iterdir()
    with open(batch / "batch.duckdb", "r+b") as database:
        database.write(b"\xff" * 65536)
    (completed,) = attempts(workspace, "undisturbed")
    assert (completed["ended"], kept(completed)) == (0, []), completed["said"]
    same(workspace, undisturbed)


@pytest.mark.parametrize("harm", [Path.unlink, lambda file: file.write_bytes(b"\xff" * 65536)], ids=["gone", "damaged"])
def test_evidence_that_is_gone_or_damaged_is_gathered_again(attempts, undisturbed, tmp_path, harm):
    workspace = tmp_path / "workspace"
    (first,) = attempts(workspace, "Match people: after its mark")
    assert first["ended"] == -signal.SIGKILL
    harm(workspace / "evidence.duckdb")
    (completed,) = attempts(workspace, "undisturbed")
    assert (completed["ended"], kept(completed)) == (0, ["Matching"]), completed["said"]
    same(workspace, undisturbed)

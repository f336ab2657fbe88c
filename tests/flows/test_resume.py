"""A batch that is killed goes on at its first unfinished stage, and ends as if nothing had happened; anything doubtful starts over."""

import json
import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from flows.keys import VARIABLE
from sample_data.__main__ import write_county
from tests.flows.conftest import ROOT
from tests.flows.test_run import everything, mart

pytestmark = pytest.mark.slow
AS_OF = "2026-03-31"
TITLES = {"Gather evidence": "Evidence", "Match people": "Matching", "Assess and decide": "Assessment", "Write the lists": "Lists"}


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The inbox of a county of 40 households."""
    folder = tmp_path_factory.mktemp("small")
    write_county(folder, households=40, as_of=date.fromisoformat(AS_OF))
    return folder / "inbox"


def attempts(inbox: Path, workspace: Path, *moments: str, key: Path | None = None) -> list[dict]:
    environment = {name: value for name, value in os.environ.items() if name != VARIABLE} | ({VARIABLE: str(key)} if key else {})
    command = [sys.executable, "-m", "tests.flows.killed", str(inbox), str(workspace), AS_OF, *moments]
    said = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert said.returncode == 0, said.stderr
    return [json.loads(line) for line in said.stdout.splitlines()]


def kept(attempt: dict) -> list[str]:
    return [line.split()[0] for line in attempt["said"].splitlines() if line.endswith("kept from the run that was cut off")]


@pytest.fixture(scope="module")
def undisturbed(small, tmp_path_factory):
    workspace = tmp_path_factory.mktemp("undisturbed") / "workspace"
    (attempt,) = attempts(small, workspace, "undisturbed")
    assert (attempt["ended"], kept(attempt)) == (0, []), attempt["said"]
    return workspace


def same(workspace: Path, expected: Path) -> None:
    (rows, files), (expected_rows, expected_files) = everything(workspace), everything(expected)
    assert [table for table in expected_rows if rows[table] != expected_rows[table]] == []
    assert [name for name in files | expected_files if files.get(name) != expected_files.get(name)] == []
    assert list((workspace / "work").iterdir()) == []


def test_killed_in_and_after_every_stage(small, undisturbed, tmp_path):
    workspace = tmp_path / "workspace"
    moments = [f"{stage}: {moment}" for stage in TITLES for moment in ("statement 15", "after its mark")]
    moments.insert(5, "Assess and decide: before its mark")
    moments.insert(7, "Build the warehouse: built")  # it is built while the lists are written; here, before
    *killed, last, recovered = attempts(small, workspace, *moments, "Publish: decided", "recover")
    for moment, attempt in zip(moments, killed, strict=True):
        assert (attempt["ended"], attempt["is_visible"]) == (-signal.SIGKILL, False), attempt["said"]
        stage = moment.split(": ")[0]
        assert kept(attempt) == list(TITLES.values())[: [*TITLES].index(stage if stage in TITLES else "Write the lists")], moment
    assert (last["ended"], kept(last)) == (-signal.SIGKILL, list(TITLES.values()))
    assert (recovered["ended"], recovered["said"]) == (0, "")
    same(workspace, undisturbed)


def test_an_encrypted_batch_goes_on_too(small, undisturbed, tmp_path):
    workspace, key = tmp_path / "workspace", tmp_path / "key"
    key.write_text("a key", encoding="utf-8")
    (killed,) = attempts(small, workspace, "Assess and decide: after its mark", key=key)
    assert killed["ended"] == -signal.SIGKILL
    name = mart(undisturbed, "SELECT head_name FROM mart.households WHERE head_name IS NOT NULL LIMIT 1")[0][0]
    left = [path.read_bytes() for path in (workspace / "work").rglob("batch.duckdb*")]
    assert left
    assert not any(name.encode() in content for content in left)
    (completed,) = attempts(small, workspace, "undisturbed", key=key)
    assert (completed["ended"], kept(completed)) == (0, ["Evidence", "Matching", "Assessment"]), completed["said"]
    rows, files = everything(workspace)
    expected_rows, expected_files = everything(undisturbed)
    assert rows == expected_rows
    assert files.keys() == expected_files.keys()  # their check codes are signed with the key


def test_a_damaged_database_means_starting_over(small, undisturbed, tmp_path):
    workspace = tmp_path / "workspace"
    (killed,) = attempts(small, workspace, "Match people: after its mark")
    assert killed["ended"] == -signal.SIGKILL
    (batch,) = (workspace / "work").iterdir()
    with open(batch / "batch.duckdb", "r+b") as database:
        database.write(b"\xff" * 65536)
    (completed,) = attempts(small, workspace, "undisturbed")
    assert (completed["ended"], kept(completed)) == (0, []), completed["said"]
    same(workspace, undisturbed)


@pytest.mark.parametrize("harm", [Path.unlink, lambda file: file.write_bytes(b"\xff" * 65536)], ids=["gone", "damaged"])
def test_evidence_that_is_gone_or_damaged_is_gathered_again(small, undisturbed, tmp_path, harm):
    workspace = tmp_path / "workspace"
    (killed,) = attempts(small, workspace, "Match people: after its mark")
    assert killed["ended"] == -signal.SIGKILL
    harm(workspace / "evidence.duckdb")
    (completed,) = attempts(small, workspace, "undisturbed")
    assert (completed["ended"], kept(completed)) == (0, ["Matching"]), completed["said"]
    same(workspace, undisturbed)

"""`hedui` as a process that uses the Prefect server of the tests."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

import flows  # noqa: F401 - sets Prefect's settings before Prefect is imported
from flows.storage.store import Store
from flows.storage.workspace import Workspace
from schemas.batch import Batch
from tests.flows import fake_stages
from tests.processes import ROOT, Hedui

COUNTY = ROOT / "sample_data" / "county" / "inbox"


@pytest.fixture
def environment(prefect_server: str) -> dict[str, str]:
    """The environment of a subprocess: this server, and no key unless a test sets one."""
    kept = {name: value for name, value in os.environ.items() if name != "HEDUI_KEY_FILE"}
    return kept | {"PREFECT_API_URL": prefect_server, "PYTHONPATH": str(ROOT)}


@pytest.fixture
def hedui(environment: dict[str, str]) -> Callable[..., subprocess.CompletedProcess]:
    """`hedui` with stand-in stages; keyword `env` adds to the environment."""

    def call(*arguments: str | Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess:
        with Hedui(arguments, environment | (env or {}), fake_stages.main) as process:
            out, err = process.communicate()
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    return call


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """An inbox with two households in one file of 民政."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "民政_救助家庭_20260320.csv").write_text("H1\nH2\n", encoding="utf-8")
    return folder


def make_batch(number: int = 1, batch_id: str = "b1") -> Batch:
    return Batch(batch_id, number, "routine", date(2026, 3, 31), "example", "example-1", "0" * 64)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = Workspace(tmp_path / "workspace")
    made.create()
    return made


@pytest.fixture
def store(workspace: Workspace) -> Iterator[Store]:
    opened = Store(workspace.core, workspace.work / "spill")
    yield opened
    opened.close()


@pytest.fixture
def stand_ins(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Stand-in stages in this process; the list names the files that the intake was asked to read."""
    for name, module in fake_stages.modules().items():
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.setattr(fake_stages, "taken", [])
    return fake_stages.taken

"""One real batch over everything hostile at once, in little memory."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.flows.conftest import ROOT
from tests.hostile import county
from tests.hostile.deliveries import HOSTILE, deep

ADDRESS_SPACE = 6 * 1024**3
"""Prefect, polars and DuckDB reserve two of it before anything is read."""
LIMITED = f"import resource; resource.setrlimit(resource.RLIMIT_AS, ({ADDRESS_SPACE}, {ADDRESS_SPACE})); from flows.cli import main; main()"


@dataclass(frozen=True)
class Ran:
    """A batch over a hostile inbox: the workspace, what was said, and what it took."""

    inbox: Path
    workspace: Path
    code: int
    out: str
    err: str
    seconds: float
    peak_mb: float


@pytest.fixture(scope="session")
def limited(prefect_server):
    """`hedui` as a process with little address space."""
    environment = {name: value for name, value in os.environ.items() if name != "HEDUI_KEY_FILE"} | {
        "PREFECT_API_URL": prefect_server
    }

    def call(*arguments: object, cwd: Path = ROOT) -> subprocess.CompletedProcess:
        command = [sys.executable, "-c", LIMITED, *map(str, arguments)]
        more = {"PYTHONPATH": str(ROOT)}
        return subprocess.run(
            command, cwd=cwd, env=environment | more, capture_output=True, text=True, timeout=600, check=False
        )

    return call


@pytest.fixture(scope="session")
def ran(limited, tmp_path_factory) -> Ran:
    inbox = tmp_path_factory.mktemp("hostile") / "inbox"
    inbox.mkdir()
    county.write(inbox)
    for name, hostile in HOSTILE.items():
        hostile.put(inbox / f"公安_机动车_{name}")
    deep(inbox / "深")
    (inbox / "a\x1b[2J\u202ecod.csv").write_text("x\n")
    workspace = inbox.parent / "workspace"
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = limited("run", "--inbox", inbox, "--workspace", workspace, "--as-of", "2026-03-31", "--batch", "b1")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Ran(inbox, workspace, done.returncode, done.stdout, done.stderr, seconds, after.ru_maxrss / 1024)

"""What all tests share: one Prefect server, `hedui` as a process that uses it, and the
sample county after one batch."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec

import pandera.polars  # noqa: F401 - looks for pandas itself
import pyarrow
import pytest

import flows  # noqa: F401 - sets Prefect's settings before Prefect is imported
from tests.flows.conftest import COUNTY
from tests.processes import PATIENCE, ROOT, Hedui

pyarrow.array([])  # looks for pandas as well, at its first array, and fails over the None below
if find_spec("pandas") is None:
    sys.modules["pandas"] = (
        # DuckDB looks for it on the disk at every value that it is given: an eighth of what
        # its many small statements take
        None
    )


def pytest_collection_modifyitems(items):
    """Modules with slow tests first: what is left for the end is short, and no worker stands idle while
    another has just begun a long one."""
    slow = {item.module for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.module not in slow)


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[str]:
    """The address of a Prefect server with a database of its own; flows called in this process use it too."""
    from prefect.settings import PREFECT_API_URL
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=120):
        yield PREFECT_API_URL.value()


@pytest.fixture(scope="session")
def call(prefect_server):
    """`hedui` as a process (tests/processes.py)."""

    def hedui(*arguments):
        return Hedui(arguments, _environment(prefect_server))

    return hedui


def _environment(prefect_server):
    return {name: value for name, value in os.environ.items() if name != "HEDUI_KEY_FILE"} | {
        "PREFECT_API_URL": prefect_server
    }


@pytest.fixture(scope="session")
def started_anew(prefect_server):
    """`hedui` as a person starts it, run to its end."""

    def hedui(*arguments):
        command = [sys.executable, "-m", "flows.cli", *map(str, arguments)]
        return subprocess.run(
            command,
            cwd=ROOT,
            env=_environment(prefect_server),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    return hedui


@pytest.fixture(scope="session")
def county(started_anew, tmp_path_factory):
    """The workspace after one batch of the sample county, and what the command said."""
    workspace = tmp_path_factory.mktemp("county") / "workspace"
    said = started_anew("run", "--inbox", COUNTY, "--workspace", workspace, "--as-of", "2026-03-31")
    return workspace, said.returncode, said.stdout, said.stderr

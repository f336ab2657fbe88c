"""What all tests share: one Prefect server, `hedui` as a process that uses it, and the sample county after one batch."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

import flows  # noqa: F401 - sets Prefect's settings before Prefect is imported
from tests.flows.conftest import COUNTY, ROOT


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[str]:
    """The address of a Prefect server with a database of its own; flows called in this process use it too."""
    from prefect.settings import PREFECT_API_URL
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=120):
        yield PREFECT_API_URL.value()


@pytest.fixture(scope="session")
def call(prefect_server):
    environment = {name: value for name, value in os.environ.items() if name != "HEDUI_KEY_FILE"} | {"PREFECT_API_URL": prefect_server}

    def hedui(*arguments):
        command = [sys.executable, "-m", "flows.cli", *map(str, arguments)]
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    return hedui


@pytest.fixture(scope="session")
def county(call, tmp_path_factory):
    """The workspace after one batch of the sample county, and what the command said."""
    workspace = tmp_path_factory.mktemp("county") / "workspace"
    process = call("run", "--inbox", COUNTY, "--workspace", workspace, "--as-of", "2026-03-31")
    out, err = process.communicate(timeout=180)
    return workspace, process.returncode, out, err

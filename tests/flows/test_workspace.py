"""One writer per workspace, and folders that others cannot look into."""

import os
import subprocess
import sys

import pytest

from flows.errors import BatchError, UsageError
from flows.storage.workspace import Workspace
from tests.processes import started

HOLD = """
import sys, time
from pathlib import Path
from flows.storage.workspace import Workspace
with Workspace(Path(sys.argv[1])).writer():
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def other_run(workspace):
    with started([sys.executable, "-c", HOLD, workspace.root], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "held\n"
        yield process


def test_the_second_writer_is_told_who_holds_it(workspace, other_run):
    with (
        pytest.raises(
            BatchError, match=rf"in use by another run \(pid {other_run.pid}, since 20..-..-.. ..:..:.."
        ) as caught,
        workspace.writer(),
    ):
        pass
    assert "\n" not in str(caught.value)


def test_a_killed_holder_holds_nothing(workspace, other_run):
    other_run.kill()
    other_run.wait(60)
    with workspace.writer():
        pass


def test_the_lock_is_free_again_afterwards(workspace):
    for _ in range(2):
        with workspace.writer():
            pass


def test_a_workspace_that_cannot_be(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="this is a file"):
        Workspace(tmp_path / "file").create()
    with pytest.raises(UsageError, match="cannot be written"):
        Workspace(tmp_path / "file" / "below").create()


def test_clear_values_are_the_owners_alone(workspace):
    assert os.stat(workspace.work).st_mode & 0o077 == 0

"""When a delivery is complete, and `hedui watch` as a process."""

import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import date

import pytest

from flows.service.inbox_watch import Watcher, look
from flows.storage.inbox import listed
from sample_data.__main__ import write_county
from tests.flows.test_run import mart
from tests.processes import started

FILE = "民政_救助家庭_20260320.csv"


def touch(path, content="x", at=1_000_000_000):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    os.utime(path, ns=(at, at))


class TestComplete:
    @pytest.fixture
    def at(self, tmp_path):
        """Whether a batch is due at a moment, with the inbox as it is then; having said so, it counts as taken."""
        watcher = Watcher(settle=60)

        def due(moment):
            now = look(tmp_path)
            is_due = watcher.is_due(now, moment)
            if is_due:
                watcher.done(now)
            return is_due

        return due

    def test_when_nothing_has_changed_for_a_while(self, at, tmp_path):
        assert not at(0)
        touch(tmp_path / FILE)
        assert [at(10), at(69), at(70), at(200)] == [False, False, True, False]

    def test_a_file_that_grows_is_not_complete(self, at, tmp_path):
        for second in range(0, 300, 50):
            touch(tmp_path / FILE, "x" * (second + 1))
            assert not at(second)
        assert at(310)

    def test_another_file_starts_the_wait_anew_for_all(self, at, tmp_path):
        touch(tmp_path / FILE)
        at(0)
        touch(tmp_path / "b" / "财政_补贴.csv")
        assert [at(59), at(61), at(119)] == [False, False, True]

    @pytest.mark.parametrize("marker", [f"{FILE}.done", FILE.replace(".csv", ".done"), ".done"])
    def test_a_marker_ends_the_wait(self, at, tmp_path, marker):
        touch(tmp_path / FILE)
        assert not at(0)
        touch(tmp_path / marker, "", at=2_000_000_000)
        assert at(1)

    def test_a_marker_vouches_for_what_was_there_and_for_its_own_files(self, at, tmp_path):
        touch(tmp_path / FILE, at=2_000_000_000)
        touch(tmp_path / f"{FILE}.done", at=1_000_000_000)
        assert not at(0)
        touch(tmp_path / f"{FILE}.done", at=3_000_000_000)
        touch(tmp_path / "b" / "财政_补贴.csv", at=2_000_000_000)
        assert not at(1)
        touch(tmp_path / "b" / ".done", at=2_000_000_000)
        assert at(2)

    def test_what_changes_later_is_due_again(self, at, tmp_path):
        touch(tmp_path / FILE)
        at(0)
        assert at(60)
        touch(tmp_path / FILE, "xx")
        assert [at(61), at(100), at(121)] == [False, False, True]

    def test_a_marker_is_no_delivery(self, tmp_path):
        touch(tmp_path / FILE)
        touch(tmp_path / f"{FILE}.done")
        assert [entry.name for entry in listed(tmp_path)] == [FILE]


@pytest.mark.slow
def test_a_batch_runs_when_the_delivery_is_complete(environment, tmp_path):
    made, inbox, workspace = tmp_path / "made", tmp_path / "inbox", tmp_path / "workspace"
    write_county(made, households=20, as_of=date.today())
    inbox.mkdir()
    command = ["watch", "--inbox", inbox, "--workspace", workspace, "--settle", 3600, "--every", 0.2]
    said = tmp_path / "said"
    with (
        open(said, "w") as out,
        started(
            [sys.executable, "-m", "flows.cli", *command], env=environment, stdout=out, stderr=subprocess.STDOUT
        ) as process,
    ):
        wait_until(lambda: "watching" in said.read_text(), process)
        shutil.copytree(made / "inbox", inbox, dirs_exist_ok=True)
        time.sleep(1)
        assert "begins" not in said.read_text()
        (inbox / ".done").touch()
        wait_until(
            lambda: "the batch ended with 3" in said.read_text() or "the batch ended with 0" in said.read_text(),
            process,
        )
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 0
    assert said.read_text().count("the batch begins") == 1
    assert said.read_text().splitlines()[-1].endswith("ended")
    assert "Traceback" not in said.read_text()
    assert mart(workspace, "SELECT count(*) FROM mart.batches") == [(1,)]


@pytest.mark.slow
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_in_order_when_it_is_asked_to(environment, tmp_path, sent):
    (tmp_path / "inbox").mkdir()
    said = tmp_path / "said"
    command = [
        sys.executable,
        "-m",
        "flows.cli",
        "watch",
        "--inbox",
        tmp_path / "inbox",
        "--workspace",
        tmp_path / "workspace",
    ]
    with open(said, "w") as out, started(command, env=environment, stdout=out, stderr=subprocess.STDOUT) as process:
        wait_until(lambda: "watching" in said.read_text(), process)
        process.send_signal(sent)
        assert process.wait(timeout=60) == 0
    assert said.read_text().splitlines()[-1].endswith("ended")


def wait_until(condition, process, seconds=240):
    deadline = time.monotonic() + seconds
    while not condition():
        assert process.poll() is None, "it ended early"
        assert time.monotonic() < deadline
        time.sleep(0.2)

"""A disk that is full, or read-only, or a file that may not grow: one line, nothing
half-written, and the next run completes."""

import shutil

import pytest

from tests.faults.conftest import mounted, read_only
from tests.flows.test_run import everything, households

pytestmark = pytest.mark.slow
KB = 1024


def refused(said, *words):
    (line,) = [line for line in said.stderr.splitlines() if line.startswith("hedui: ")]
    assert line == said.stderr.splitlines()[-1]
    assert any(word in line for word in words), said.stderr
    assert "Traceback" not in said.stderr


@pytest.mark.parametrize("left_kb", [40, 700, 2500, 4000])
def test_a_full_disk(run, inbox, tmp_path, left_kb):
    disk = tmp_path / "disk"
    disk.mkdir()
    with mounted(disk, "-t", "tmpfs", "-o", "size=64m", "tmpfs"):
        first = run("--batch", "one")
        assert first.returncode == 0, first.stderr
        before = everything(disk / "workspace")
        (inbox / "民政_救助家庭_20260327.csv").write_text("H3\n", encoding="utf-8")
        with (disk / "ballast").open("wb") as ballast:
            free = shutil.disk_usage(disk).free - left_kb * KB
            while free > 0:
                free -= ballast.write(bytes(min(free, 64 * KB)))
        full = run("--batch", "two")
        if full.returncode == 0:
            pytest.fail(f"{left_kb} KB are enough for a batch; leave less")
        assert full.returncode == 1
        refused(full, "the disk is full")
        assert everything(disk / "workspace") == before
        (disk / "ballast").unlink()
        completed = run("--batch", "two")
        assert completed.returncode == 0, completed.stderr
        assert households(disk / "workspace") == [
            ("one", "H1"),
            ("one", "H2"),
            ("two", "H1"),
            ("two", "H2"),
            ("two", "H3"),
        ]
        assert list((disk / "workspace" / "work").iterdir()) == []


def test_a_workspace_that_is_read_only(run, tmp_path):
    workspace = tmp_path / "disk" / "workspace"
    assert run("--batch", "one").returncode == 0
    before = everything(workspace)
    with read_only(workspace):
        said = run("--batch", "two")
    assert said.returncode == 2
    refused(said, "cannot be written")
    assert everything(workspace) == before


def test_lists_that_cannot_be_put_in_place(run, tmp_path):
    """out/ is read-only: the batch is decided, its lists wait, and the next run puts them in place."""
    workspace = tmp_path / "disk" / "workspace"
    assert run("--batch", "one").returncode == 0
    before = everything(workspace)[1]
    with read_only(workspace / "out"):
        said = run("--batch", "two")
        assert said.returncode == 1
        refused(said, "read-only")
        assert everything(workspace)[1] == before
    completed = run("--batch", "two")
    assert completed.returncode == 0, completed.stderr
    assert sorted(path.name for path in (workspace / "out").iterdir()) == ["one", "two"]
    assert list((workspace / "work").iterdir()) == []


def test_lists_on_another_disk(run, inbox, tmp_path):
    """out/ may be a share: the lists are copied beside their place, and appear whole."""
    workspace = tmp_path / "disk" / "workspace"
    (workspace / "out").mkdir(parents=True)
    with mounted(workspace / "out", "-t", "tmpfs", "-o", "size=32m", "tmpfs"):
        assert run("--batch", "one").returncode == 0
        first = everything(workspace)
        assert run("--batch", "one").returncode == 0
        assert everything(workspace) == first
        assert [path.name for path in (workspace / "out").iterdir()] == ["one"]
        assert list((workspace / "work").iterdir()) == []

"""`hedui` with the small stages of tests/flows, on a workspace that something happens to."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.flows.conftest import environment, hedui, inbox  # noqa: F401 - fixtures


@contextmanager
def mounted(where: Path, *options: str) -> Iterator[None]:
    """Something mounted for a while; skips where that is not allowed."""
    if os.geteuid():
        pytest.skip("only root may mount")
    if subprocess.run(["mount", *options, str(where)], capture_output=True, check=False, timeout=60).returncode:
        pytest.skip("this machine lets nobody mount")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(where)], check=True, timeout=60)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """A folder that cannot be written, not even by root."""
    with mounted(folder, "--bind", str(folder)):
        subprocess.run(["mount", "-o", "remount,ro,bind", str(folder)], check=True, timeout=60)
        yield


@pytest.fixture
def run(hedui, inbox, tmp_path):  # noqa: F811
    """Run one batch in tmp_path/workspace/here; keyword `env` adds to the environment."""

    def call(*more, **options):
        return hedui(
            "run",
            "--inbox",
            inbox,
            "--workspace",
            tmp_path / "disk" / "workspace",
            "--as-of",
            "2026-03-31",
            *more,
            **options,
        )

    return call

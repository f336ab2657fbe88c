"""The sample county after one batch, to be copied by tests that change it, and every personal
number that was delivered in it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.security.personal import Personal, delivered


@pytest.fixture(scope="session")
def decided(county) -> Path:
    """The workspace of the sample county; not to be changed."""
    workspace, code, _, err = county
    assert code == 3, err
    return workspace


@pytest.fixture
def workspace(decided: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    return Path(shutil.copytree(decided, tmp_path / "workspace"))


@pytest.fixture(scope="module")
def shared(decided: Path, tmp_path_factory) -> Path:
    """A copy of it that the tests of one module share."""
    return Path(shutil.copytree(decided, tmp_path_factory.mktemp("shared") / "workspace"))


@pytest.fixture(scope="session")
def personal(decided: Path) -> Personal:
    return delivered(decided / "core.duckdb")


@pytest.fixture(scope="session")
def hedui_says(call):
    """Run `hedui` to its end: (exit code, standard output, standard error)."""

    def said(*arguments) -> tuple[int, str, str]:
        with call(*arguments) as process:
            out, err = process.communicate()
        return process.returncode, out, err

    return said

"""Three kills of `python -m bench.faults`, with the small stages: what it compares holds,
and it would see what is wrong."""

import shutil

import pytest

from bench.faults import state
from bench.faults.__main__ import killed
from bench.faults.processes import STAND_INS
from bench.faults.scenarios import prepared

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def scenarios(prefect_server, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv(STAND_INS, "1")
        patched.setenv("PREFECT_API_URL", prefect_server)
        patched.delenv("HEDUI_KEY_FILE", raising=False)
        yield prepared(tmp_path_factory.mktemp("faults"), ["run"])


@pytest.mark.parametrize(("scenario", "kills"), [("run", 2), ("publish", 1)])
def test_a_killed_run_leaves_the_old_or_the_new_and_the_next_completes(scenarios, scenario, kills):
    found = list(killed(scenarios, scenario, kills, seed=1))
    assert len(found) == kills
    assert [attempt.wrong for attempt in found] == [()] * kills


def test_the_harness_sees_a_file_that_is_not_what_the_manifest_says(scenarios, tmp_path):
    out = shutil.copytree(scenarios["run"].before / "out", tmp_path / "out")
    assert state.broken_manifests(out) == []
    next(path for path in (out / "w1").rglob("*.html")).write_text("half")
    assert state.broken_manifests(out) == ["w1"]
    (out / "w1" / "manifest.json").unlink()
    assert state.broken_manifests(out) == ["w1"]

"""Several at once: two workspaces fed from one inbox, and a run that dies under a Prefect server that goes on."""

import subprocess
import sys

import pytest

from tests.flows.conftest import ROOT
from tests.flows.test_run import everything
from tests.processes import ask

pytestmark = pytest.mark.slow


def test_two_workspaces_from_one_inbox_at_once(environment, inbox, tmp_path):
    command = [sys.executable, "-m", "tests.flows.fake_stages", "run", "--inbox", str(inbox), "--as-of", "2026-03-31", "--workspace"]
    places = [tmp_path / "a", tmp_path / "b"]
    runs = [subprocess.Popen([*command, str(place)], cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for place in places]
    said = [run.communicate(timeout=180) for run in runs]
    assert [run.returncode for run in runs] == [0, 0], said
    assert everything(places[0]) == everything(places[1])


def flow_runs(server):
    return ask(f"{server}/flow_runs/filter", {"sort": "START_TIME_DESC"})


def test_a_run_that_dies_under_prefect(run, environment, prefect_server):
    """Prefect goes on to say that it runs, for nobody told it otherwise; the next run does not wait for it."""
    assert run(env={"FAKE_KILL": "match"}).returncode == -9
    died = flow_runs(prefect_server)[0]
    assert died["state"]["type"] in ("RUNNING", "CRASHED")
    assert run().returncode == 0
    latest = flow_runs(prefect_server)[0]
    assert latest["id"] != died["id"] and latest["state"]["type"] == "COMPLETED"

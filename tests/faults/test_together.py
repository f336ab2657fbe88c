"""Several at once: two workspaces fed from one inbox, and a run that dies under a Prefect server that goes on."""

import pytest

from tests.flows import fake_stages
from tests.flows.test_run import everything
from tests.processes import Hedui, ask

pytestmark = pytest.mark.slow


def test_two_workspaces_from_one_inbox_at_once(environment, inbox, tmp_path):
    order = ["run", "--inbox", inbox, "--as-of", "2026-03-31", "--workspace"]
    places = [tmp_path / "a", tmp_path / "b"]
    with (
        Hedui([*order, places[0]], environment, fake_stages.main) as one,
        Hedui([*order, places[1]], environment, fake_stages.main) as other,
    ):
        said = one.communicate(), other.communicate()
        assert (one.returncode, other.returncode) == (0, 0), said
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

"""`hedui serve` and `hedui deploy` against a real Prefect server: what is registered, and
what a person sees of a run."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import date

import duckdb
import prefect
import pytest
import yaml

from flows.custody.audit import heads, problems
from flows.service.schedule import PLANS, ZONE, month_of
from flows.storage.workspace import Workspace
from sample_data.__main__ import write_county
from schemas.model import catalog
from tests.flows.conftest import ROOT
from tests.flows.test_run import mart
from tests.processes import ask, started

AS_OF = "2026-03-31"
NAMES = {
    "weekly": "hedui weekly run",
    "daily-leads": "hedui daily lead run",
    "monthly-statistics": "hedui monthly statistics",
}


def test_months():
    assert month_of("2026-02") == (date(2026, 2, 1), date(2026, 2, 28))
    assert month_of("2025-12") == (date(2025, 12, 1), date(2025, 12, 31))
    first, last = month_of(None)
    assert first.day == 1
    assert (last - first).days in (27, 28, 29, 30)


def test_the_file_for_prefect_deploy_says_the_same():
    asked = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))
    found = {
        one["name"]: (one["entrypoint"], [(s["cron"], s["timezone"]) for s in one["schedules"]], set(one["parameters"]))
        for one in asked["deployments"]
    }
    assert found == {
        plan.name: (f"flows/service/schedule.py:{plan.flow.fn.__name__}", [(plan.cron, ZONE)], set(plan.takes))
        for plan in PLANS
    }
    assert asked["prefect-version"] == prefect.__version__


class Api:
    """The server, as the Prefect UI asks it."""

    def __init__(self, address):
        self.address = address

    def ask(self, path, data=None):
        return ask(self.address + path, data)

    def deployments(self):
        return {found["name"]: found for found in self.ask("/deployments/filter", {}) if "hedui" in found["tags"]}

    def trigger(self, deployment, **parameters):
        order = {"parameters": parameters, "state": {"type": "SCHEDULED"}}
        return self.ask(f"/deployments/{deployment['id']}/create_flow_run", order)["id"]

    def of(self, run, what, **more):
        return self.ask(f"/{what}/filter", {"flow_runs": {"id": {"any_": [run]}}} | more)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    folder = tmp_path_factory.mktemp("small")
    write_county(folder, households=20, as_of=date.fromisoformat(AS_OF))
    return folder / "inbox"


def until(condition, process, seconds=240):
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert process.poll() is None, "it ended early"
        assert time.monotonic() < deadline
        time.sleep(0.3)
    return found


def ended(api, run):
    state = api.ask(f"/flow_runs/{run}")["state"]
    return state if state["type"] in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED") else None


@pytest.mark.slow
def test_served_runs(environment, prefect_server, small, tmp_path):
    api, workspace = Api(prefect_server), tmp_path / "workspace"
    command = [
        sys.executable,
        "-m",
        "flows.cli",
        "serve",
        "--inbox",
        small,
        "--workspace",
        workspace,
        "--daily",
        "0 7 * * *",
    ]
    log = tmp_path / "log"
    with open(log, "w") as out, started(command, env=environment, stdout=out, stderr=subprocess.STDOUT) as process:
        found = until(lambda: (known := api.deployments()).keys() == NAMES.keys() and known, process)
        schedules = {
            name: [(s["schedule"]["cron"], s["schedule"]["timezone"]) for s in one["schedules"]]
            for name, one in found.items()
        }
        times = {"weekly": "0 20 * * 5", "daily-leads": "0 7 * * *", "monthly-statistics": "0 7 1 * *"}
        assert schedules == {name: [(cron, "Asia/Shanghai")] for name, cron in times.items()}
        parameters = found["weekly"]["parameter_openapi_schema"]["properties"]
        assert {"inbox", "workspace", "policy", "kind", "as_of"} <= parameters.keys()
        assert all(one["description"] for one in parameters.values())
        assert found["weekly"]["parameters"] == {"inbox": str(small), "workspace": str(workspace), "policy": "example"}

        with Workspace(workspace).writer():  # another run holds the workspace: this one says so and waits
            weekly = api.trigger(found["weekly"], as_of=AS_OF)
            until(
                lambda: any("in use by another run" in (a["description"] or "") for a in api.of(weekly, "artifacts")),
                process,
            )
        state = until(lambda: ended(api, weekly), process)
        assert (state["type"], state["name"]) == ("COMPLETED", "Completed")
        assert "急难" in state["message"]
        daily = api.trigger(found["daily-leads"], as_of=AS_OF)
        monthly = api.trigger(found["monthly-statistics"], month="2026-03")
        assert until(lambda: ended(api, daily), process)["name"] == "Nothing new"
        assert until(lambda: ended(api, monthly), process)["type"] == "COMPLETED"
        wrong = api.trigger(found["monthly-statistics"], month="2026-13")
        assert (
            "month '2026-13' is no month; write it as 2026-03" in until(lambda: ended(api, wrong), process)["message"]
        )

        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 0
    assert "Traceback" not in log.read_text()
    missed = api.trigger(found["monthly-statistics"], month="2026-03")  # falls due while nobody serves
    with (
        open(tmp_path / "again", "w") as out,
        started(command, env=environment, stdout=out, stderr=subprocess.STDOUT) as process,
    ):
        assert until(lambda: ended(api, missed), process)["type"] == "COMPLETED"
    assert mart(workspace, "SELECT count(*) FROM mart.batches") == [(1,)]
    assert (workspace / "out" / "月度统计" / "月度统计_202603.xlsx").is_file()
    run = api.ask(f"/flow_runs/{weekly}")
    tasks = api.of(weekly, "task_runs", limit=200)
    assert {
        "Take in 公安",
        "Match people 比对",
        "Write the lists 名单",
        "Build the warehouse 数据库",
        "Publish 发布",
    } <= {task["name"] for task in tasks}
    artifacts = {artifact["key"]: artifact for artifact in api.of(weekly, "artifacts")}
    assert {"progress", "coverage", "decisions", "report"} <= artifacts.keys()
    assert artifacts["progress"]["data"] == 100
    coverage = artifacts["coverage"]["data"]
    assert len(json.loads(coverage) if isinstance(coverage, str) else coverage) == len(catalog().datasets)
    assert "批次报告.html" in artifacts["report"]["description"]
    logs = api.ask("/logs/filter", {"logs": {"flow_run_id": {"any_": [weekly]}}, "limit": 200})
    assert any("Matching 比对" in line["message"] for line in logs)
    con = duckdb.connect()
    con.execute(f"ATTACH '{workspace / 'core.duckdb'}' AS store (READ_ONLY)")
    personal = con.execute(
        "SELECT unnest([resident_id, name]) FROM store.persons WHERE resident_id IS NOT NULL"
    ).fetchall()
    assert len(personal) > 20
    shown = json.dumps([run, tasks, list(artifacts.values()), logs], ensure_ascii=False) + log.read_text()
    assert [text for (text,) in personal if text and len(text) > 2 and text in shown] == []


@pytest.mark.slow
def test_deployed_for_workers(environment, prefect_server, small, tmp_path):
    command = [
        sys.executable,
        "-m",
        "flows.cli",
        "deploy",
        "--inbox",
        small,
        "--workspace",
        tmp_path / "workspace",
        "--pool",
        "centre",
        "--paused",
    ]
    said = subprocess.run(
        list(map(str, command)), cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert (said.returncode, said.stdout.count("Registered")) == (0, 3), said.stderr
    api = Api(prefect_server)
    assert api.ask("/work_pools/centre")["type"] == "process"
    assert {
        (one["work_pool_name"], one["entrypoint"].rpartition(".")[0], one["paused"])
        for one in api.deployments().values()
    } == {("centre", "flows.service.schedule", True)}


@pytest.mark.slow
def test_a_worker_dies_with_the_run_it_had_started(environment, prefect_server, small, tmp_path):
    """Nothing is visible, Prefect goes on to say that it runs; yet the next run, by another worker, does
    not wait for it, and completes."""
    api, workspace = Api(prefect_server), tmp_path / "workspace"
    deploy = [
        sys.executable,
        "-m",
        "flows.cli",
        "deploy",
        "--inbox",
        small,
        "--workspace",
        workspace,
        "--pool",
        "mortal",
        "--paused",
    ]
    subprocess.run(list(map(str, deploy)), cwd=ROOT, env=environment, capture_output=True, timeout=120, check=True)
    weekly = api.deployments()["weekly"]
    work = [sys.executable, "-m", "prefect", "worker", "start", "--pool", "mortal"]
    quiet = {
        "env": environment | {"PREFECT_WORKER_QUERY_SECONDS": "1"},
        "stdout": subprocess.DEVNULL,
        "stderr": subprocess.DEVNULL,
    }

    with started(work, **quiet) as worker:
        died = api.trigger(weekly, as_of=AS_OF)
        until(lambda: any(task["name"].startswith("Take in") for task in api.of(died, "task_runs")), worker)
        worker.kill()
        os.kill(json.loads((workspace / ".lock").read_text())["pid"], signal.SIGKILL)
    assert not (workspace / "hedui.duckdb").exists() and not any((workspace / "out").iterdir())

    with started(work, **quiet) as worker:
        following = api.trigger(weekly, as_of=AS_OF)
        assert until(lambda: ended(api, following), worker)["type"] == "COMPLETED"
    assert api.ask(f"/flow_runs/{died}")["state"]["type"] == "RUNNING"
    assert mart(workspace, "SELECT count(*) FROM mart.batches") == [(1,)]
    with duckdb.connect() as con:
        con.execute(f"ATTACH '{workspace / 'core.duckdb'}' AS store (READ_ONLY)")
        assert problems(workspace / "audit.jsonl", heads(con, "store"))[0] == []


@pytest.mark.slow
def test_wrong_use_and_no_server(environment, small, tmp_path):
    def serve(*more, **env):
        command = [
            sys.executable,
            "-m",
            "flows.cli",
            "serve",
            "--inbox",
            str(small),
            "--workspace",
            str(tmp_path / "workspace"),
            *more,
        ]
        said = subprocess.run(
            command, cwd=ROOT, env=environment | env, capture_output=True, text=True, timeout=120, check=False
        )
        return said.returncode, said.stderr.splitlines()[-1]

    assert serve("--weekly", "friday")[0] == 2
    assert serve("--weekly", "99 99 * * *")[0] == 2
    code, said = serve(PREFECT_API_URL="http://127.0.0.1:9/api")
    assert (code, said) == (
        1, "hedui: the Prefect server at http://127.0.0.1:9/api does not answer; start it, or unset PREFECT_API_URL to work with a temporary one",
    )  # fmt: skip

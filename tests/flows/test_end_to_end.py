"""The committed sample county through the real stages, as a process: complete, repeatable, and whole after a kill."""

import shutil
import signal
import time
from pathlib import Path

import duckdb
import pytest

from flows.storage.keys import PLAIN_NOTICE
from reports.statistics.measures import SHOWN
from schemas.model import catalog
from tests.flows.conftest import COUNTY
from tests.flows.test_run import batch_of, everything, mart, said_else

pytestmark = pytest.mark.slow


def test_every_dataset_is_accounted_for(county):
    workspace, code, _, err = county
    assert code == 3, err  # the sample holds rows to be quarantined
    coverage = mart(
        workspace, "SELECT dataset, is_delivered, rows_read = rows_accepted + rows_quarantined FROM mart.coverage"
    )
    assert {dataset for dataset, *_ in coverage} == catalog().datasets.keys()
    assert all(is_delivered and adds_up for _, is_delivered, adds_up in coverage), coverage


def test_every_household_of_the_roster_has_one_decision(county):
    workspace, *_ = county
    con = duckdb.connect()
    con.execute(f"ATTACH '{workspace / 'core.duckdb'}' AS store (READ_ONLY)")
    roster = [
        household
        for (household,) in con.execute(
            "SELECT DISTINCT household_id FROM store.clean.roster_households ORDER BY 1"
        ).fetchall()
    ]
    assert [
        household
        for (household,) in mart(
            workspace, "SELECT household_id FROM mart.households WHERE list IS NOT NULL ORDER BY 1"
        )
    ] == roster


def test_quarantined_rows_are_listed_one_a_line(county):
    workspace, _, _, err = county
    notice, *lines = said_else(err)
    assert notice == PLAIN_NOTICE
    left_out = mart(workspace, "SELECT count(*) FROM mart.issues WHERE severity <> 'warning'")[0][0]
    assert len(lines) == min(left_out, 20) + (left_out > 20)


def test_run_again_gives_the_same(county, started_anew, tmp_path):
    workspace = shutil.copytree(county[0], tmp_path / "workspace")
    before = everything(workspace)
    again = started_anew("run", "--inbox", COUNTY, "--workspace", workspace, "--as-of", "2026-03-31")
    assert again.stdout.replace(str(workspace), str(county[0])) == county[2]
    assert [line.replace(str(workspace), str(county[0])) for line in said_else(again.stderr)] == said_else(county[3])
    rows, files = everything(workspace)
    changed = [table for table, expected in before[0].items() if rows[table] != expected]
    assert changed == [], [row for row in rows[changed[0]] if row not in before[0][changed[0]]][:2]
    assert [name for name in files | before[1] if files.get(name) != before[1].get(name)] == []


def test_every_measure_has_its_place_in_the_statistics(county):
    found = {measure for (measure,) in mart(county[0], "SELECT DISTINCT measure FROM mart.stats")}
    assert len(found) > 30
    assert found <= SHOWN.keys()


def test_explain_cites_file_and_row(county, call):
    workspace, *_ = county
    household, file = mart(
        workspace,
        "SELECT household_id, t.file FROM mart.households JOIN mart.total_rows t USING (batch_id, household_id) WHERE list = 'exit' ORDER BY ALL",
    )[0]  # fmt: skip
    process = call("explain", household, "--workspace", workspace)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, PLAIN_NOTICE + "\n")
    assert household in out
    assert file in out


# What a run has left on the disk when it has come to a stage: seen from outside, without a hook in the product
# (test_resume.py has every stage, with one).
REACHED = {
    "reading deliveries": lambda workspace: any(workspace.glob("work/*/batch.duckdb")),
    "publishing": lambda workspace: any(workspace.glob("work/*/hedui.duckdb")),
}


@pytest.mark.parametrize("stage", REACHED)
def test_killed_in_a_stage(county, call, tmp_path, stage):
    workspace: Path = shutil.copytree(county[0], tmp_path / "workspace")
    before = everything(workspace)
    order = ("run", "--inbox", COUNTY, "--workspace", workspace, "--as-of", "2026-03-30")
    with call(*order) as killed:
        while not REACHED[stage](workspace):
            assert killed.poll() is None, killed.communicate()
            time.sleep(0.005)
        killed.kill()
        killed.communicate()
    assert killed.returncode == -signal.SIGKILL
    assert everything(workspace) == before
    completed = call(*order)
    out, err = completed.communicate(timeout=180)
    assert completed.returncode == 3, err
    batch_id = batch_of(out)
    rows, files = everything(workspace)
    assert {row[0] for row in rows["households"]} == {batch_of(county[2]), batch_id}
    assert {name: content for name, content in files.items() if not name.startswith(f"out/{batch_id}/")} == before[1]
    assert list((workspace / "work").iterdir()) == []

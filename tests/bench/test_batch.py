"""The benchmark itself, at a thousandth of the size: it runs, and its table and its JSON have every case."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.batch import files
from bench.batch.people import COUNTY
from schemas.identity import is_valid

ROOT = Path(__file__).resolve().parents[2]
SCALE = 0.001
LINES = {
    "county": ["county, cold"], "week": ["county, next week"], "prefecture": ["prefecture, 4 counties, CSV"],
    "prefect": ["Prefect, no server running", "Prefect, server running"], "lists": ["lists of 14 townships"],
}  # fmt: skip


@pytest.mark.slow
def test_every_case_is_in_table_and_json(tmp_path):
    out = tmp_path / "batch.json"
    command = [
        sys.executable,
        "-m",
        "bench.batch",
        "--scale",
        str(SCALE),
        "--data",
        str(tmp_path / "data"),
        "--out",
        str(out),
        "--turns",
        "1",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(out.read_text(encoding="utf-8"))
    cases = [line["case"] for line in found["cases"]]
    wanted = [title for titles in LINES.values() for title in titles]
    assert [case.split(" (")[0] for case in cases] == wanted
    table = done.stdout.splitlines()
    assert len(table) == len(cases) + 2 and all(case in line for case, line in zip(cases, table[2:], strict=True))
    for line in found["cases"]:
        measured = line["figures"]["measured"]
        assert measured["seconds"] > 0 and measured["cpu_seconds"] > 0 and measured["peak_mb"] > 0
    assert found["cases"][0]["figures"]["baseline"]["rows"] == pytest.approx(COUNTY.rows * SCALE, rel=0.02)


def test_a_county_is_made_once_and_of_nobody_alive(tmp_path):
    size = COUNTY.times(0.001)
    inbox = files.county(tmp_path, 3, size, all_csv=True)
    assert files.county(tmp_path, 3, size, all_csv=True) == inbox
    registry = next(inbox.glob("公安_户籍人口_*.csv"))
    raw = registry.read_bytes()
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("gb18030")
    ids = [line.split(",")[1] for line in text.splitlines()[1:]]
    assert len(ids) > 400 and all(found.startswith("99") for found in ids if found)
    assert sum(is_valid(found) for found in ids) > 0.95 * len(ids)
    assert files.rows_of(inbox) == pytest.approx(size.rows, rel=0.02)

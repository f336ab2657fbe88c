"""The benchmark itself, at a thousandth of the size: it runs, and its table and its JSON have every case."""

import json
import shutil
import sys
from copy import deepcopy
from pathlib import Path

import pytest

from bench.batch import cases, files, measure
from bench.batch.__main__ import main
from bench.batch.people import COUNTY
from schemas.identity import is_valid

SCALE, SEED = 0.001, 7
LINES = {
    "county": ["county, cold"], "week": ["county, next week"], "prefecture": ["prefecture, 4 counties, CSV"],
    "prefect": ["Prefect, no server running", "Prefect, server running"], "lists": ["lists of 14 townships"],
}  # fmt: skip


@pytest.fixture
def thrifty(tmp_path, monkeypatch):
    """The benchmark in this process, its measures in theirs; what only another inbox tells apart is not measured twice.

    The county all in CSV and the county of the lists count as the county itself; Prefect's own cost is
    measured on it, not on the sample.
    """
    first: dict = {}

    def child(module, what, **given):
        workspace = given.get("workspace", Path())
        if workspace.name in ("all_csv", "lists"):
            shutil.copytree(workspace.parent / "county", workspace)
            return deepcopy(first["county"])
        found = measure.child(module, what, **given)
        first.setdefault(workspace.name, found)
        return deepcopy(found)

    data = tmp_path / "data"
    monkeypatch.setattr(cases, "child", child)
    monkeypatch.setattr(cases, "SAMPLE", files.county(data, SEED, COUNTY.times(SCALE)))
    options = {"--scale": SCALE, "--seed": SEED, "--turns": 1, "--data": data, "--out": tmp_path / "batch.json"}
    monkeypatch.setattr(sys, "argv", ["bench.batch", *(str(word) for option in options.items() for word in option)])
    return tmp_path / "batch.json"


@pytest.mark.slow
def test_every_case_is_in_table_and_json(thrifty, capsys):
    main()
    found = json.loads(thrifty.read_text(encoding="utf-8"))
    titles = [line["case"] for line in found["cases"]]
    wanted = [title for titles in LINES.values() for title in titles]
    assert [title.split(" (")[0] for title in titles] == wanted
    table = capsys.readouterr().out.splitlines()
    assert len(table) == len(titles) + 2 and all(title in line for title, line in zip(titles, table[2:], strict=True))
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

"""A county's own dataset, a folder in its policy directory, goes through a real batch
like one that comes with hedui."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import openpyxl
import polars as pl
import pytest

from schemas.model import catalog
from tests.flows.conftest import COUNTY
from tests.flows.test_run import mart
from tests.processes import PATIENCE, ROOT
from transforms.intake import take_in

pytestmark = pytest.mark.slow
ROSTER = ("民政_救助家庭_20260325.xlsx", "民政_救助人员_20260325.xlsx")
DAY = ("--as-of", "2026-03-31", "--policy", "linshan")
REGISTER = "交通运输_客货运车辆_20260320.csv"

DEPARTMENT = "title: 交通运输\naliases: [交通]\n"
DATASET = """\
# One row per vehicle licensed for carriage.
title: 客货运车辆
grain: one row per vehicle licensed for carriage
keeps: [[plate_number]]
proves: {vehicle: verified}
columns:
  name: {title: 业户名称, type: name, required: true, personal: name, headers: [业户名称, 姓名]}
  resident_id: {title: 身份证号, type: id, required: true, personal: identifier, headers: [身份证号]}
  plate_number: {title: 车牌号码, type: text, required: true, personal: contact, headers: [车牌号码]}
  licence: {title: 许可状态, type: code, required: true, personal: none, headers: [许可状态],
    codes: {active: [在营], cancelled: [注销]}}
"""
EVIDENCE = """\
-- One row per vehicle licensed for carriage, as evidence `vehicle`.
SELECT source, 'vehicle' AS kind, '02 ' || plate_number AS item, '02' AS category, licence AS status, plate_number AS label
FROM facts
"""
CORRECTION = f"""\
- {{dataset: 客货运车辆, file: {REGISTER}, row: 4, column: 车牌号码, expect: 川AOOOO3, value: 川A00003, reason: 电话核实, reporter: 数据员}}
"""


@pytest.fixture(scope="module")
def policies(tmp_path_factory) -> Path:
    """A copy of the policies that come with hedui, beside which the county `linshan` has a
    dataset of a department of its own."""
    root = tmp_path_factory.mktemp("installed")
    shutil.copytree(ROOT / "policies", root / "policies")
    own = root / "policies" / "linshan" / "departments" / "transport"
    own.mkdir(parents=True)
    (root / "policies" / "linshan" / "jurisdiction.yaml").write_text(
        "code: linshan\ntitle: 临山县\ninherits: example\n", encoding="utf-8"
    )
    for name, text in (("department.yaml", DEPARTMENT), ("carriers.yaml", DATASET), ("carriers.sql", EVIDENCE)):
        (own / name).write_text(text, encoding="utf-8")
    return root


def hedui(root: Path, prefect_server: str, *arguments: object) -> subprocess.CompletedProcess:
    """`hedui` where `root` has the policies."""
    environment = {name: value for name, value in os.environ.items() if name != "HEDUI_KEY_FILE"}
    environment |= {"PREFECT_API_URL": prefect_server, "PYTHONPATH": f"{root}{os.pathsep}{ROOT}"}
    command = [sys.executable, "-m", "flows.cli", *map(str, arguments)]
    return subprocess.run(
        command, cwd=root, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False
    )


@pytest.fixture(scope="module")
def decided(policies, prefect_server, tmp_path_factory):
    """(workspace, the head whose car the register tells of, what the run said)."""
    folder = tmp_path_factory.mktemp("own")
    inbox, workspace = folder / "inbox", folder / "workspace"
    inbox.mkdir()
    for name in ROSTER:
        shutil.copyfile(COUNTY / name, inbox / name)
    homes = take_in(ROSTER[0], (inbox / ROSTER[0]).read_bytes(), catalog()).clean
    home = homes.filter(pl.col("programme") == "rural_dibao").sort("household_id").row(0, named=True)
    rows = ["业户名称,身份证号,车牌号码,许可状态", f"{home['head_name']},{home['head_id']},川A00001,在营"]
    rows += [f"{home['head_name']},{home['head_id']},{plate}" for plate in ("川A00002,暂停", "川AOOOO3,注销")]
    (inbox / REGISTER).write_text("\n".join(rows) + "\n", encoding="utf-8")
    (inbox / "更正_20260327.yaml").write_text(CORRECTION, encoding="utf-8")
    said = hedui(policies, prefect_server, "run", "--inbox", inbox, "--workspace", workspace, *DAY)
    assert said.returncode == 3, said.stderr
    return workspace, home, said


def test_its_evidence_raises_a_finding_that_was_there(decided):
    workspace, home, _ = decided
    found = mart(
        workspace,
        "SELECT code, household_id, effect FROM mart.findings f WHERE EXISTS "
        "(FROM mart.finding_rows r WHERE r.finding_id = f.finding_id AND r.dataset = 'carriers')",
    )
    assert [(code, household) for code, household, _ in found] == [("P02", home["household_id"])]


def test_it_is_covered_like_the_others(decided):
    workspace, *_ = decided
    covered = mart(
        workspace,
        "SELECT department, title, rows_read, rows_accepted, rows_quarantined, coverage FROM mart.coverage WHERE dataset = 'carriers'",
    )
    assert covered == [("交通运输", "客货运车辆", 3, 2, 1, "found")]
    assert len(mart(workspace, "FROM mart.coverage")) == len(catalog().datasets) + 1
    assert mart(
        workspace, "SELECT count(*) FROM mart.stats WHERE scope = 'department' AND scope_name = '交通运输'"
    ) != [(0,)]


def test_a_correction_names_it_by_its_title(decided):
    with duckdb.connect(str(decided[0] / "core.duckdb"), read_only=True) as con:
        plates = con.execute("SELECT plate_number FROM clean.carriers ORDER BY ALL").fetchall()
    assert plates == [("川A00001",), ("川A00003",)]


def test_the_row_left_out_stands_in_its_return_slip(decided):
    workspace, _, said = decided
    assert f"{REGISTER}, row 3, licence" in said.stderr
    (slip,) = (workspace / "out").glob("*/部门/交通运输/退回单_*.xlsx")
    rows = list(openpyxl.load_workbook(slip)["明细"].iter_rows(values_only=True))
    titles = next(row for row in rows if "行号" in row)
    (told,) = [told for row in rows if (told := dict(zip(titles, row, strict=True)))["行号"] == 3]
    assert (told["列"], told["数据集"], told["正确格式示例"]) == ("许可状态", "客货运车辆", "在营 / 注销")


def test_later_commands_know_it(decided, policies, prefect_server):
    workspace, home, _ = decided
    where = ("--workspace", workspace)
    for arguments, told in (
        (("doctor", *DAY), "; the county's own: carriers"),
        (("explain", home["household_id"]), f"← 客货运车辆 {REGISTER}"),
        (("whatif", "--set", "vehicle.exempt_plate_classes=02"), "拟退出"),
        (("purge", "--older-than", "2020-01-01"), "Nothing is old enough"),
    ):
        said = hedui(policies, prefect_server, *arguments, *where)
        assert told in said.stdout, (arguments, said.stdout, said.stderr)


def test_rows_that_nobody_can_describe_stop_a_purge(decided, policies, prefect_server, tmp_path):
    root = shutil.copytree(policies, tmp_path / "installed")
    shutil.rmtree(root / "policies" / "linshan" / "departments")
    said = hedui(root, prefect_server, "purge", "--older-than", "2020-01-01", "--workspace", decided[0])
    assert said.returncode == 1
    assert "core.duckdb holds rows of carriers, which no policy of its batches describes" in said.stderr


def test_a_slip_in_it_stops_before_anything_is_decided(policies, prefect_server, decided, tmp_path):
    root = shutil.copytree(policies, tmp_path / "installed")
    sql = root / "policies" / "linshan" / "departments" / "transport" / "carriers.sql"
    sql.write_text(EVIDENCE.replace("AS label", "AS lable"), encoding="utf-8")
    inbox, workspace = decided[0].parent / "inbox", tmp_path / "workspace"
    told = "departments/transport/carriers.sql, line 2: column 'lable' is no column of evidence; allowed: amount,"
    said = hedui(root, prefect_server, "run", "--inbox", inbox, "--workspace", workspace, *DAY)
    assert said.returncode == 1
    assert [line for line in said.stderr.splitlines() if told in line], said.stderr
    assert not (workspace / "hedui.duckdb").exists()
    assert told in hedui(root, prefect_server, "doctor", *DAY, "--workspace", workspace).stderr

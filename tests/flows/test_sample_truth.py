"""The committed sample county against the truth that was planted with it: households, applications,
mentions, leads, quarantined rows."""

import csv

import pytest

from tests.flows.conftest import COUNTY
from tests.flows.test_run import mart

pytestmark = pytest.mark.slow
TRUTH = COUNTY.parent / "truth"


def _truth(name: str) -> list[dict[str, str]]:
    with (TRUTH / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _codes(text: str) -> set[str]:
    return set(text.split(";")) - {""}


def test_decisions_and_findings(county):
    workspace, *_ = county
    decided = {
        ("roster", h): (r, s)
        for h, r, s in mart(workspace, "SELECT household_id, list, suggested_programme FROM mart.households")
    }
    decided |= {
        ("application", h): (r, s)
        for h, r, s in mart(workspace, "SELECT household_id, result, suggested_programme FROM mart.applications")
    }
    found: dict[tuple, dict[str, str]] = {}
    for register, household, code, state in mart(
        workspace, "SELECT register, household_id, code, state FROM mart.findings"
    ):
        found.setdefault((register, household), {})[code] = state
    wrong = []
    for row in _truth("households"):
        key = (row["register"], row["household_id"])
        result, suggested = decided[key]
        codes = found.get(key, {})
        exempted = {code for code, state in codes.items() if state == "exempted"}
        if (
            result not in row["expected"].split("/")
            or (row["suggested_programme"] and suggested != row["suggested_programme"])
            or _codes(row["codes"]) - codes.keys()
            or _codes(row["absent"]) & codes.keys()
            or exempted != _codes(row["exempted"])
        ):
            wrong.append((row["case"], row["expected"], result, suggested, codes))
    assert wrong == []
    assert len(decided) == len(_truth("households"))


def test_mentions_end_in_their_tier(county):
    workspace, *_ = county
    tied = {
        (dataset, file, sheet or "", row, party): (tier, person)
        for dataset, file, sheet, row, party, tier, person in mart(
            workspace, "SELECT dataset, file, sheet, row, party, tier, person_id FROM mart.matches"
        )
    }
    resident = _resident_ids(workspace)
    wrong = []
    for row in _truth("mentions"):
        tier, person = tied.get(
            (row["dataset"], row["file"], row["sheet"], int(row["row"]), int(row["party"])), ("T5/conflict", None)
        )
        expected = set(row["tier"].split("/"))
        if expected & {"T5", "conflict"}:
            is_right = person is None
        elif expected == {"own"}:
            is_right = tier == "T1"
        else:
            is_right = tier in expected and resident.get(person) == row["resident_id"]
        if not is_right:
            wrong.append((row["case"], row["damage"], row["tier"], tier))
    assert wrong == []


def _resident_ids(workspace) -> dict[str, str]:
    import duckdb

    con = duckdb.connect()
    con.execute(f"ATTACH '{workspace / 'core.duckdb'}' AS store (READ_ONLY)")
    return dict(con.execute("SELECT person_id, resident_id FROM store.core.persons").fetchall())


def test_leads(county):
    workspace, *_ = county
    found = {
        (hukou or "", name): (colour, is_urgent, set(signals))
        for hukou, name, colour, is_urgent, signals in mart(
            workspace, "SELECT hukou_number, name, colour, is_urgent, signals FROM mart.leads"
        )
    }
    by_hukou = {hukou: values for (hukou, _), values in found.items() if hukou}
    expected = _truth("leads")
    wrong = []
    for row in expected:
        values = by_hukou.get(row["hukou_number"]) if row["hukou_number"] else found.get(("", row["name"]))
        planted = (
            (row["colour"], row["is_urgent"] == "True", _codes(row["signals"])) if row["colour"] else None
        )  # no colour: must not be a lead
        if values != planted:
            wrong.append((row["case"], row["colour"], row["signals"], values))
    assert wrong == []
    assert by_hukou.keys() == {row["hukou_number"] for row in expected if row["hukou_number"] and row["colour"]}


def test_quarantined_rows(county):
    workspace, *_ = county
    found = set(
        mart(workspace, "SELECT file, coalesce(sheet, ''), row FROM mart.issues WHERE severity = 'row_quarantined'")
    )
    assert found == {(row["file"], row["sheet"], int(row["row"])) for row in _truth("quarantined")}

"""The county as files: what departments send, and the truth beside it."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from sample_data.__main__ import write_county
from sample_data.county import generate
from sample_data.deliver import plan
from schemas.model import catalog

COMMITTED = Path(__file__).parents[2] / "sample_data" / "county"


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def fresh(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("county")
    write_county(out)
    return out


def sheets(path: Path) -> dict[str, list[list]]:
    """Every visible sheet with all its rows; CSV is one sheet without a name."""
    if path.suffix == ".csv":
        content = path.read_bytes()
        text = content.decode("utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else "gb18030")
        return {"": list(csv.reader(io.StringIO(text, newline="")))}
    book = CalamineWorkbook.from_path(str(path))
    visible = [s.name for s in book.sheets_metadata if s.visible == SheetVisibleEnum.Visible]
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in visible}


def truth(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "truth" / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_same_arguments_give_the_same_bytes(tmp_path):
    for folder in ("one", "two"):
        write_county(tmp_path / folder, 60, 1, seed=7, as_of=date(2026, 5, 31))
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    times = [[p.stat().st_mtime for p in sorted((tmp_path / f / "inbox").iterdir())] for f in ("one", "two")]
    assert times[0] == times[1]
    write_county(tmp_path / "other", 60, 1, seed=8, as_of=date(2026, 5, 31))
    assert contents(tmp_path / "one") != contents(tmp_path / "other")


def test_an_inbox_that_is_not_empty_is_refused(tmp_path):
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "x.csv").write_text("x")
    with pytest.raises(FileExistsError, match="not empty"):
        write_county(tmp_path, 60, 1)


def test_the_committed_sample_is_a_fresh_generation(tmp_path):
    write_county(tmp_path, messy=True)
    assert contents(COMMITTED) == contents(tmp_path)
    assert sum(map(len, contents(COMMITTED).values())) < 1_500_000


def test_the_messy_county_is_the_same_county(fresh):
    for name in ("households.csv", "leads.csv"):
        assert truth(COMMITTED, name) == truth(fresh, name)
    without_place = [
        [{k: v for k, v in line.items() if k not in ("file", "row")} for line in truth(f, "mentions.csv")]
        for f in (COMMITTED, fresh)
    ]
    assert without_place[0] == without_place[1]


def test_all_datasets_arrive_with_every_required_column(fresh):
    deliveries = plan(generate())
    assert {d.dataset for d in deliveries} == set(catalog().datasets)
    assert {d.name for d in deliveries} == {p.name for p in (fresh / "inbox").iterdir()}
    assert sum(d.dataset == "deposits" for d in deliveries) == 4
    for delivery in deliveries:
        columns = catalog().datasets[delivery.dataset].columns.values()
        for sheet, rows in sheets(fresh / "inbox" / delivery.name).items():
            above = len(delivery.layout.heading) if delivery.name.endswith("xlsx") else 0
            header = {re.sub(r"（万元）$", "", str(cell)) for cell in rows[above]}
            for column in columns:
                spellings = {re.sub(r"（万元）$", "", h) for h in column.headers}
                assert header & spellings, (delivery.name, sheet, column.name)
        age = (date(2026, 3, 31) - delivery.sent_on).days
        assert 5 <= age <= 20


def test_all_rows_arrive(fresh):
    county = generate()
    for delivery in plan(county):
        read = sheets(fresh / "inbox" / delivery.name)
        for sheet, rows in delivery.sheets:
            above = len(delivery.layout.heading) if delivery.name.endswith("xlsx") else 0
            below = 2 if delivery.layout.has_footer and delivery.name.endswith("xlsx") else 0
            assert len(read[sheet]) == above + 1 + len(rows) + below, (delivery.name, sheet)


def test_truth_speaks_of_rows_that_exist(fresh):
    read = {path.name: sheets(path) for path in (fresh / "inbox").iterdir()}
    for line in truth(fresh, "quarantined.csv"):
        row = read[line["file"]][line["sheet"]][int(line["row"]) - 1]
        texts = [str(cell) for cell in row]
        signs = {
            "unknown code": ("飞行器", "待定", "订婚", "临时工"),
            "impossible date": ("2026-02-30", "2026-13", "2025-11-31"),
            "impossible number": ("不详", "12..5", "一百"),
        }
        assert line["reason"] == "required value missing" or set(texts) & set(signs[line["reason"]]), line
    for line in truth(fresh, "mentions.csv"):
        row = read[line["file"]][line["sheet"]][int(line["row"]) - 1]
        assert any(row), line
    households = truth(fresh, "households.csv")
    members = [
        cell
        for name in read
        if "救助人员" in name or "新申请人员" in name
        for rows in read[name].values()
        for row in rows
        for cell in row
    ]
    assert {line["household_id"] for line in households} <= set(members)
    assert len({line["household_id"] for line in households}) == len(households)
    hukous = {
        cell for name in read if "户籍人口" in name for rows in read[name].values() for row in rows for cell in row
    }
    assert {line["hukou_number"] for line in truth(fresh, "leads.csv")} - {""} <= hukous


def test_a_mention_stands_in_its_row(fresh):
    """The row of an ordinary planted mention names that person, up to the damage: its ID or its name is
    the true one (at T4 neither)."""
    read = {path.name: sheets(path) for path in (fresh / "inbox").iterdir()}
    registry = {row[1]: row[0] for rows in read["公安_户籍人口_20260318.xlsx"].values() for row in rows}
    for line in truth(fresh, "mentions.csv"):
        if line["resident_id"] and line["tier"] != "T4" and line["dataset"] != "registry":
            row = read[line["file"]][line["sheet"]][int(line["row"]) - 1]
            person = line["resident_id"]
            assert registry[person] in row or person in str(row), line

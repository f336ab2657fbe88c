"""The committed inbox has at least one of everything that real deliveries do, and each becomes what the truth says."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest

from flows.batch.corrections import corrected
from flows.storage.inbox import listed, shown
from schemas.model import catalog
from tests.intake.deliveries import sums_hold
from transforms.intake import Intake, take_in

COUNTY = Path(__file__).parents[2] / "sample_data" / "county"
with (COUNTY / "truth" / "messy.csv").open(encoding="utf-8", newline="") as _file:
    CASES = list(csv.DictReader(_file))

REQUIRED = {
    *(
        "xlsx",
        "xls",
        "ods",
        "parquet",
        "csv utf-8",
        "csv utf-8 with mark",
        "csv gb18030",
        "csv utf-16",
        "comma",
        "tab",
        "bar",
        "semicolon",
    ),
    *(
        "title rows above",
        "merged title",
        "header in two rows",
        "header on row 3",
        "footer",
        "a sheet per township",
        "hidden sheet",
        "empty column",
    ),
    *(
        "header with spaces and line break",
        "full-width brackets",
        "unit in the header",
        "unknown header",
        "unknown code",
    ),
    *(
        "id as number",
        "id in scientific text",
        "id in full width",
        "id with apostrophe",
        "id with nbsp",
        "id with lower-case x",
        "id of 15 digits",
    ),
    *("id masked", "amount 1.2万", "amount ¥1,234.50", "amount in full-width digits", "amount —", "amount 无"),
    *(
        "date 2026-03-10",
        "date 2026/3/10",
        "date 2026.3.10",
        "date 20260310",
        "date 2026年3月10日",
        "date serial",
        "date cell",
    ),
    *(
        "month 2026-03",
        "month 202603",
        "month 2026年3月",
        "the same file twice",
        "corrected re-delivery",
        "two files for one dataset",
    ),
    *(
        "other dataset than its name says",
        "unknown table",
        "zero bytes",
        "header only",
        "truncated workbook",
        "password",
        "zip bomb",
    ),
    *(
        "still being copied",
        "name with ..",
        "name with a control character",
        "correction: cell replaced",
        "correction: row dropped",
    ),
}


@pytest.fixture(scope="module")
def taken() -> dict[str, Intake | None]:
    """By file: what it gave; None for one that is not read at all."""
    entries = corrected(listed(COUNTY / "inbox"), catalog())
    found: dict[str, Intake | None] = {}
    for entry in entries:
        if entry.refusal is not None:
            assert entry.refusal == "being_copied"
            found[entry.name] = None
        elif entry.is_correction_file:
            found[entry.name] = Intake("passed_over")
        else:
            found[entry.name] = take_in(entry.base, entry.read(), catalog(), entry.corrections)
    return found


def test_every_case_is_there():
    assert {row["case"] for row in CASES} >= REQUIRED


@pytest.mark.parametrize("row", CASES, ids=lambda row: row["case"])
def test_a_case(taken, row):
    intake = taken[shown(row["file"])]
    if intake is None:
        assert (row["disposition"], row["code"]) == ("rejected", "being_copied")
        return
    assert intake.disposition == row["disposition"], intake.issues
    assert sums_hold(intake)
    assert not row["code"] or row["code"] in intake.issues["code"].to_list()


def test_odd_cells_say_what_they_mean(taken):
    subsidies = taken["财政_一卡通补贴_补发_20260317.csv"].clean
    assert subsidies["paid_on"].cast(pl.String).unique().to_list() == ["2026-03-10"]
    assert [str(amount) for amount in subsidies["amount"]] == [
        "300.00",
        "1234.50",
        "300.00",
        "300.50",
        "300.00",
        "1200.00",
        "300.00",
    ]
    ids = subsidies["resident_id"].to_list()
    assert ids[0].endswith("000") and len(ids[0]) == 18  # cut off by a spreadsheet: never guessed
    assert [len(text) for text in ids[1:]] == [18, 18, 18, 18, 15, 18]
    assert set(subsidies["item"]) == {"耕地地力保护补贴"} and subsidies["account"].null_count() == 7
    contributions = taken["人社_社保缴费_补报_20260317.csv"].clean
    assert contributions["month"].cast(pl.String).unique().to_list() == ["2026-02-01"]
    assert {str(base) for base in contributions["base"]} == {"4000.00"}


def test_every_file_is_named_by_a_case_or_tidy(taken):
    named = {shown(row["file"]) for row in CASES}
    for name, intake in taken.items():
        assert name in named or intake.disposition == "accepted", name

"""Every dataset of the catalog takes in a canonical delivery, as CSV and as xlsx, named and
(where headers tell) unnamed."""

from __future__ import annotations

import polars as pl
import pytest

from schemas.clean import clean_types
from tests.intake.deliveries import CATALOG, canonical, csv_bytes, file_name, problems_of, sums_hold, xlsx_bytes
from transforms.intake import take_in
from transforms.intake.headers import header_forms

EVERY = list(CATALOG.datasets.values())


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("dataset", EVERY, ids=lambda d: d.name)
def test_round_trip(dataset, ending):
    delivered, expected = canonical(dataset)
    content = csv_bytes(delivered, "gb18030") if ending == "csv" else xlsx_bytes({"数据": delivered})
    intake = take_in(file_name(dataset, ending), content, CATALOG)
    assert intake.disposition == "accepted", problems_of(intake).to_dicts()
    assert (intake.dataset, intake.department) == (dataset.name, dataset.department)
    assert problems_of(intake).to_dicts() == []
    assert intake.clean.drop("sheet", "row").to_dicts() == expected
    assert intake.clean["row"].to_list() == [2, 3, 4]
    assert intake.clean.schema == pl.Schema({"sheet": pl.String, "row": pl.Int64, **clean_types(dataset)})
    assert intake.tables[0].header == delivered[0]
    assert intake.tables[0].cells == delivered[1:]
    assert sums_hold(intake)


@pytest.mark.parametrize("dataset", EVERY, ids=lambda d: d.name)
def test_recognised_by_headers_alone(dataset):
    intake = take_in("导出.csv", csv_bytes(canonical(dataset)[0]), CATALOG)
    if dataset.name in ("roster_members", "application_members"):
        assert problems_of(intake)["code"].to_list() == ["ambiguous_file"]
        assert "“救助人员”" in problems_of(intake)["message"][0] and "“新申请人员”" in problems_of(intake)["message"][0]
    else:
        assert (intake.disposition, intake.dataset) == ("accepted", dataset.name)


@pytest.mark.parametrize("dataset", EVERY, ids=lambda d: d.name)
def test_header_only_is_a_delivery(dataset):
    for content in (csv_bytes(canonical(dataset, 0)[0]), xlsx_bytes({"a": canonical(dataset, 0)[0]})):
        intake = take_in(file_name(dataset), content, CATALOG)
        assert (intake.disposition, intake.rows_read, len(intake.clean)) == ("accepted", 0, 0)


@pytest.mark.parametrize("dataset", EVERY, ids=lambda d: d.name)
def test_a_missing_required_column_is_named(dataset):
    for column in (c for c in dataset.columns.values() if c.required):
        header = [c.headers[0] for c in dataset.columns.values() if c is not column]
        intake = take_in(file_name(dataset), csv_bytes([header, ["x"] * len(header)]), CATALOG)
        if intake.disposition == "rejected":
            assert problems_of(intake)["code"].to_list() == ["missing_column"]
            assert problems_of(intake)["column_name"].to_list() == [column.name]
            assert column.title in problems_of(intake)["message"][0]
        else:  # the columns left are those of another dataset
            assert intake.dataset != dataset.name and "other_dataset" in problems_of(intake)["code"].to_list()


@pytest.mark.parametrize("dataset", EVERY, ids=lambda d: d.name)
def test_no_header_names_two_columns_of_a_dataset(dataset):
    seen: dict[str, str] = {}
    for column in dataset.columns.values():
        for header in column.headers:
            for form in header_forms(header)[0]:
                assert seen.setdefault(form, column.name) == column.name


@pytest.mark.parametrize("dataset", EVERY, ids=lambda d: d.name)
def test_every_spelling_of_a_header_is_known(dataset):
    rows, expected = canonical(dataset, 1)
    for place, column in enumerate(dataset.columns.values()):
        for header in column.headers:
            own = [*rows[0]]
            own[place] = header
            intake = take_in(file_name(dataset), csv_bytes([own, rows[1]]), CATALOG)
            assert intake.clean[column.name].to_list() == [expected[0][column.name]]


@pytest.mark.parametrize("dataset", EVERY, ids=lambda d: d.name)
def test_an_empty_required_cell_quarantines_and_an_empty_optional_one_does_not(dataset):
    for place, column in enumerate(dataset.columns.values()):
        rows, _ = canonical(dataset, 2)
        rows[1][place] = "—"
        intake = take_in(file_name(dataset), csv_bytes(rows), CATALOG)
        assert (intake.rows_read, intake.rows_quarantined) == (2, int(column.required))
        assert problems_of(intake)["code"].to_list() == (["missing_value"] if column.required else [])
        assert sums_hold(intake)

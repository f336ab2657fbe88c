"""Which dataset a file is: by name, by headers, against its name, and not at all."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.intake.deliveries import (
    CATALOG,
    VEHICLE,
    VEHICLE_HEADER,
    canonical,
    codes_of,
    csv_bytes,
    problems_of,
    vehicles,
    xlsx_bytes,
)
from transforms.intake import take_in
from transforms.intake.observed import date_above, date_in_name
from transforms.intake.recognise import dataset_named, department_named


@pytest.mark.parametrize(
    ("name", "dataset"),
    [
        ("民政_救助家庭_20260320.xlsx", "roster_households"),
        ("民政_新申请家庭_20260320.xlsx", "application_households"),
        ("民政_救助人员_城关镇.csv", "roster_members"),
        ("民政_新申请人员.csv", "application_members"),
        ("民政_临时救助_2026年3月.xlsx", "temporary_aid"),
        ("应急管理_灾害救助.xlsx", "disaster_relief"),
        ("民政_临时救助_含救助家庭.xlsx", "temporary_aid"),
        ("民政_在册救助家庭名单.xlsx", "roster_households"),
        ("公安_机动车登记信息_1.xls", "vehicles"),
        ("公安＿机动车＿1.xls", "vehicles"),
        ("公安机动车20260320.csv", "vehicles"),
        ("机动车.csv", "vehicles"),
        ("收件/公安_机动车_x.csv", "vehicles"),
        ("银行_银行存款_农商行.xlsx", "deposits"),
        ("财政_一卡通补贴.xlsx", "subsidies"),
        ("卫健_死亡登记.xlsx", "deaths"),
        ("数据.xlsx", None),
        ("民政_救助.xlsx", None),
    ],
)
def test_names(name, dataset):
    assert dataset_named(name, CATALOG) == dataset


@pytest.mark.parametrize("dataset", CATALOG.datasets.values(), ids=lambda d: d.name)
def test_every_title_names_its_dataset(dataset):
    department = CATALOG.departments[dataset.department].title
    for name in (
        f"{department}_{dataset.title}_20260320.xlsx",
        f"{dataset.title}.csv",
        f"{department}_{dataset.title}(更正)_2.csv",
        f"{department}{dataset.title}.csv",
    ):
        assert dataset_named(name, CATALOG) == dataset.name


@pytest.mark.parametrize(
    ("name", "department"),
    [
        ("公安_x.csv", "public_security"),
        ("市监_x.csv", "market_regulation"),
        ("总工会_x.csv", "trade_union"),
        ("某局_x.csv", None),
    ],
)
def test_departments(name, department):
    assert department_named(name, CATALOG) == department


def test_the_name_decides_between_equal_headers():
    rows, _ = canonical(CATALOG.datasets["roster_members"])
    assert take_in("民政_新申请人员_1.csv", csv_bytes(rows), CATALOG).dataset == "application_members"
    assert take_in("民政_救助人员_1.csv", csv_bytes(rows), CATALOG).dataset == "roster_members"


def test_headers_win_over_a_wrong_name():
    intake = take_in("公安_户籍人口_20260320.csv", csv_bytes([VEHICLE_HEADER, VEHICLE]), CATALOG)
    assert (intake.dataset, intake.rows_accepted) == ("vehicles", 1)
    assert problems_of(intake).select("code", "severity").rows() == [("other_dataset", "warning")]


def test_a_wrong_name_and_headers_of_two_datasets():
    rows, _ = canonical(CATALOG.datasets["roster_members"])
    assert codes_of(take_in("公安_机动车.csv", csv_bytes(rows), CATALOG)) == ["ambiguous_file"]


def test_applications_without_a_date_under_the_roster_name_stay_roster():
    rows, _ = canonical(CATALOG.datasets["application_households"])
    intake = take_in("民政_救助家庭.csv", csv_bytes(rows), CATALOG)
    assert intake.dataset == "roster_households"
    assert problems_of(intake).select("code", "column_name").rows() == [("ignored_column", "申请日期")]
    assert take_in("导出.csv", csv_bytes(rows), CATALOG).dataset == "application_households"


def test_an_unnamed_file_that_lacks_a_column():
    rows, _ = canonical(CATALOG.datasets["marriages"])
    intake = take_in("导出.csv", csv_bytes([row[:-1] for row in rows]), CATALOG)
    assert problems_of(intake).select("code", "column_name").rows() == [("missing_column", "event_on")]
    assert intake.dataset == "marriages"
    assert intake.clean.columns == ["sheet", "row", *CATALOG.datasets["marriages"].columns]


def test_an_unknown_table():
    assert codes_of(take_in("导出.csv", b"a,b,c\n1,2,3\n", CATALOG)) == ["unknown_file"]
    assert codes_of(take_in("公安_机动车.csv", b"a,b,c\n1,2,3\n", CATALOG)) == ["no_table"]


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("公安_机动车_20260320.xlsx", dt.date(2026, 3, 20)),
        ("公安_机动车_2026-03-20.xlsx", dt.date(2026, 3, 20)),
        ("公安_机动车_2026年3月20日(1).xlsx", dt.date(2026, 3, 20)),
        ("公安_机动车_２０２６０３２０.xlsx", dt.date(2026, 3, 20)),
        ("公安_机动车_20260101-20260320.xlsx", dt.date(2026, 3, 20)),
        ("公安_机动车_20260230.xlsx", None),
        ("公安_机动车_2026032012.xlsx", None),
        ("公安_机动车.xlsx", None),
    ],
)
def test_date_in_name(name, day):
    assert date_in_name(name) == day


@pytest.mark.parametrize(
    ("rows", "day"),
    [
        ([["数据截止2026年3月1日"]], dt.date(2026, 3, 1)),
        ([["机动车登记信息（截至 2026-03-01）", None]], dt.date(2026, 3, 1)),
        ([["单位：公安局", "统计时间：", "2026-03-01"]], dt.date(2026, 3, 1)),
        ([["数据截止时间", None, "20260301"]], dt.date(2026, 3, 1)),
        ([["制表日期 2026-03-01"]], None),
        ([["截至目前"]], None),
    ],
)
def test_date_above(rows, day):
    assert date_above(rows) == day


def test_observed_on_in_order():
    header, row = (
        ["户名", "证件号码", "开户行", "余额", "查询日期"],
        ["张三", "62282719900101123X", "农商行", "1", "2026-02-01"],
    )
    table = [header, row, [*row[:4], "2026-02-09"], ["", *row[1:4], "2026-02-20"]]
    above = [["截至2026年1月31日"]]
    assert take_in("银行_银行存款_20260320.csv", csv_bytes(above + table), CATALOG).observed_on == dt.date(2026, 3, 20)
    assert take_in("银行_银行存款.csv", csv_bytes(above + table), CATALOG).observed_on == dt.date(2026, 1, 31)
    assert take_in("银行_银行存款.csv", csv_bytes(table), CATALOG).observed_on == dt.date(2026, 2, 9)
    assert take_in("银行_银行存款.csv", csv_bytes([header]), CATALOG).observed_on is None
    assert vehicles([VEHICLE], "公安_机动车.csv").observed_on is None


def test_an_excel_date_above_the_header():
    content = xlsx_bytes({"a": [["统计时间", dt.date(2026, 3, 1)], VEHICLE_HEADER, VEHICLE]})
    assert take_in("公安_机动车.xlsx", content, CATALOG).observed_on == dt.date(2026, 3, 1)

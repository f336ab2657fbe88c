"""Headers in the shapes they arrive in, units, footers and rows that are not data."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.intake.deliveries import (
    CATALOG,
    VEHICLE,
    VEHICLE_HEADER,
    codes_of,
    csv_bytes,
    problems_of,
    sums_hold,
    vehicles,
    xlsx_bytes,
)
from transforms.intake import take_in
from transforms.intake.headers import header_forms

PAY = ["张三", "62282719900101123X", "学校", "公务员", "1.2", "202602"]


@pytest.mark.parametrize(
    ("header", "form", "unit"),
    [
        ("姓名", "姓名", None),
        (" 姓 名 ", "姓名", None),
        ("姓\n名", "姓名", None),
        ("*姓名", "姓名", None),
        ("姓名（必填）", "姓名", None),
        ("余额(元)", "余额", "元"),
        ("余额（万元）", "余额", "万元"),
        ("余额（单位：万元）", "余额", "万元"),
        ("余额/万元", "余额", "万元"),
        ("建筑面积(㎡)", "建筑面积", None),
        ("建筑面积（平方米）", "建筑面积", None),
        ("出生日期（yyyy-mm-dd）", "出生日期", None),
        ("家庭人口（人）", "家庭人口", None),
        ("村（社区）", "村(社区)", None),
        ("低保（特困）证号", "低保(特困)证号", None),
        ("姓名（监护人）", "姓名(监护人)", None),
        ("ＵＳＣＣ", "USCC", None),
    ],
)
def test_forms(header, form, unit):
    forms, found = header_forms(header)
    assert forms[-1] == form
    assert found == unit


@pytest.mark.parametrize("above", [0, 1, 2, 9, 28])
def test_the_header_is_found_below_other_rows(above):
    content = csv_bytes([["公安局提供"]] * above + [VEHICLE_HEADER, VEHICLE])
    intake = take_in("公安_机动车.csv", content, CATALOG)
    assert intake.clean["row"].to_list() == [above + 2]


def test_a_header_written_carelessly():
    header = ["姓 名", "身份证明\n号码", "号牌种类*", "号牌号码", "初次登记日期（必填）", "机动车状态"]
    assert vehicles([VEHICLE], header=header).rows_accepted == 1


def test_a_header_in_two_rows():
    rows = [
        ["婚姻登记信息", "", "", "", "", ""],
        ["男方", "", "女方", "", "业务类型", "登记日期"],
        ["姓名", "身份证号", "姓名", "身份证号", "", ""],
        ["张三", "62282719900101123X", "李四", "622827199001011248", "结婚", "2026-01-05"],
    ]
    for content in (csv_bytes(rows), xlsx_bytes({"a": rows})):
        intake = take_in("民政_婚姻登记.csv", content, CATALOG)
        assert intake.clean.select("row", "male_name", "female_name", "female_id").rows() == [
            (4, "张三", "李四", "622827199001011248")
        ]
        assert intake.tables[0].header == [
            "男方姓名",
            "男方身份证号",
            "女方姓名",
            "女方身份证号",
            "业务类型",
            "登记日期",
        ]
        assert codes_of(intake) == []


def test_a_group_above_a_plain_header_does_not_count():
    rows = [["车主", "", "车辆", "", "", ""], VEHICLE_HEADER, VEHICLE]
    intake = take_in("公安_机动车.csv", csv_bytes(rows), CATALOG)
    assert intake.clean["row"].to_list() == [3]


@pytest.mark.parametrize("unit", ["（万元）", "万元", "(单位：万元)"])
def test_a_unit_in_the_second_row(unit):
    rows = [["姓名", "身份证号", "单位", "身份", "应发工资", "月份"], ["", "", "", "", unit, ""], PAY]
    intake = take_in("财政_财政供养.csv", csv_bytes(rows), CATALOG)
    assert intake.clean["gross_pay"].to_list() == [Decimal("12000.00")]
    assert intake.rows_read == 1


@pytest.mark.parametrize(
    ("header", "cell", "value"),
    [
        ("应发工资", "1.2", "1.20"),
        ("应发工资（元）", "1.2", "1.20"),
        ("应发工资（万元）", "1.2", "12000.00"),
        ("应发工资（万元）", "1.2万", "12000.00"),
        ("应发工资（万元）", "8000元", "8000.00"),
        ("应发工资", "1.2万元", "12000.00"),
    ],
)
def test_units(header, cell, value):
    rows = [["姓名", "身份证号", "单位", "身份", header, "月份"], [*PAY[:4], cell, PAY[5]]]
    intake = take_in("财政_财政供养.csv", csv_bytes(rows), CATALOG)
    assert intake.clean["gross_pay"].to_list() == [Decimal(value)]


@pytest.mark.parametrize(
    ("above", "value"),
    [
        ("单位：万元", "12000.00"),
        ("金额单位:元", "1.20"),
        ("单位：县财政局", "1.20"),
        ("单位：万州区财政局", "1.20"),
        ("单位: 万元  截至2026年3月", "12000.00"),
    ],
)
def test_a_unit_above_the_header_holds_for_the_table(above, value):
    rows = [["财政供养人员", above], ["姓名", "身份证号", "单位", "身份", "应发工资", "月份"], PAY]
    assert take_in("财政_财政供养.csv", csv_bytes(rows), CATALOG).clean["gross_pay"].to_list() == [Decimal(value)]


@pytest.mark.parametrize(
    ("header", "cell", "value"),
    [
        ("认缴出资额（万元）", "50", 500_000),
        ("认缴出资额", "50", 500_000),
        ("认缴出资额", "50万元", 500_000),
        ("认缴出资额（元）", "50", 50),
        ("认缴出资额", "500000元", 500_000),
    ],
)
def test_capital_is_delivered_in_ten_thousands(header, cell, value):
    rows = [
        ["姓名", "证件号码", "企业名称", "企业类型", "职务", "在业状态", header],
        ["张三", "62282719900101123X", "某店", "个体", "经营者", "存续", cell],
    ]
    assert take_in("市场监管_市场主体.csv", csv_bytes(rows), CATALOG).clean["subscribed_capital"].to_list() == [value]


def test_unknown_columns_stay_in_raw_and_are_reported_once():
    rows = [["序号", *VEHICLE_HEADER, "颜色"], ["1", *VEHICLE, "白"], ["2", *VEHICLE, "黑"]]
    content = xlsx_bytes({"甲": rows, "乙": rows})
    intake = take_in("公安_机动车.xlsx", content, CATALOG)
    assert problems_of(intake).select("code", "column_name", "severity").rows() == [
        ("ignored_column", "序号", "warning"),
        ("ignored_column", "颜色", "warning"),
    ]
    assert intake.tables[1].header == rows[0]
    assert intake.tables[1].frame["row"].to_list() == [2, 3] and intake.tables[1].cells == rows[1:3]


def test_of_two_headers_for_a_column_the_usual_one_counts():
    intake = vehicles([["李四", *VEHICLE]], header=["所有人", *VEHICLE_HEADER])
    assert intake.clean["name"].to_list() == ["张三"]
    assert problems_of(intake).select("code", "column_name").rows() == [("ignored_column", "所有人")]


@pytest.mark.parametrize("word", ["合计", "合 计", "总计：", "小计", "制表人：王五", "审核：", "备注：数据来自平台"])
@pytest.mark.parametrize("place", [0, 1])
def test_footers_are_not_data(word, place):
    footer = [""] * 6
    footer[place] = word
    intake = vehicles([VEHICLE, [], footer])
    assert (intake.rows_read, intake.rows_quarantined, problems_of(intake).height) == (1, 0, 0)


def test_a_full_row_that_begins_like_a_footer_is_data():
    intake = vehicles([["备注", *VEHICLE[1:]], VEHICLE])
    assert intake.rows_accepted == 2


def test_empty_rows_and_repeated_headers_are_not_data():
    intake = vehicles([VEHICLE, [], [" ", "", "\u3000"], VEHICLE_HEADER, VEHICLE])
    assert intake.clean["row"].to_list() == [2, 6]
    assert intake.rows_read == 2


def test_problems_are_placed_and_masked():
    intake = vehicles(
        [
            VEHICLE,
            ["李四", "", "飞机", "甘M1", "2020-02-30", "正常"],
            ["", "62282719900101123X", "小型汽车", "甘M2", "", "正常"],
            ["王五", "62282719900101123X", "62282719900101123X", "甘M3", "622827199001011248", "正常"],
        ]
    )
    assert (intake.rows_read, intake.rows_accepted, intake.rows_quarantined) == (4, 1, 3)
    assert sums_hold(intake)
    found = (
        problems_of(intake)
        .sort("row", "column_name")
        .select("row", "column_name", "code", "severity", "value_masked")
        .rows()
    )
    assert found == [
        (3, "first_registered_on", "impossible_date", "warning", "2020-02-30"),
        (3, "plate_class", "unknown_code", "row_quarantined", "飞机"),
        (3, "resident_id", "missing_value", "row_quarantined", None),
        (4, "name", "missing_value", "row_quarantined", None),
        (5, "first_registered_on", "impossible_date", "warning", "622827********1248"),
        (5, "plate_class", "unknown_code", "row_quarantined", "622827********123X"),
    ]
    assert not any("19900101" in str(value) for row in problems_of(intake).rows() for value in row)


def test_an_optional_value_that_cannot_be_read_becomes_empty():
    intake = vehicles([[*VEHICLE[:4], "不详", "正常", "飞行"]], header=[*VEHICLE_HEADER, "使用性质"])
    assert intake.clean.select("first_registered_on", "use").rows() == [(None, None)]
    assert problems_of(intake)["severity"].to_list() == ["warning", "warning"]


def test_an_unreadable_birth_date_is_masked():
    header = ["死者姓名", "死亡日期", "出生日期"]
    intake = take_in("卫健_死亡登记.csv", csv_bytes([header, ["张三", "2026-01-02", "1940-02-31"]]), CATALOG)
    assert problems_of(intake)["value_masked"].to_list() == ["******2-31"]

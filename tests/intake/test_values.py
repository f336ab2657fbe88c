"""Given text, expect value: every reader of values."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import polars as pl
import pytest

from schemas.model import Column
from tests.intake.deliveries import CATALOG
from transforms.intake.values import read_column, read_dates


def column(kind: str, **more) -> Column:
    return Column(name="x", title="列", type=kind, headers=("列",), personal=more.pop("personal", "none"), **more)


def read(kind: str, text: str | None, unit: str | None = None, **more) -> tuple[object, str | None]:
    reading = read_column(column(kind, **more), pl.Series([text], dtype=pl.String), unit)
    return reading.value[0], reading.delivered[0]


MARCH_10 = dt.date(2026, 3, 10)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-03-10", MARCH_10),
        ("2026-3-10", MARCH_10),
        ("2026/3/10", MARCH_10),
        ("2026.3.10", MARCH_10),
        ("2026.03.10", MARCH_10),
        ("20260310", MARCH_10),
        ("20260310.0", MARCH_10),
        ("2026年3月10日", MARCH_10),
        ("2026 年 3 月 10 日", MARCH_10),
        ("２０２６－０３－１０", MARCH_10),
        ("46091", MARCH_10),
        ("46091.0", MARCH_10),
        ("46091.73", MARCH_10),
        ("2026-03-10 00:00:00", MARCH_10),
        ("2026/3/10 0:00", MARCH_10),
        ("2026-03-10T00:00:00", MARCH_10),
        ("2026-03-10 14:05:33", MARCH_10),
        ("'2026-03-10", MARCH_10),
        ("2026-02-30", None),
        ("2026-13-01", None),
        ("20260230", None),
        ("1899-12-31", None),
        ("2101-01-01", None),
        ("99999", None),
        ("2026", None),
        ("2026-03", None),
        ("昨天", None),
        ("2024-02-29", dt.date(2024, 2, 29)),
        ("2023-02-29", None),
    ],
)
def test_dates(text, value):
    assert read("date", text) == (
        value,
        text.strip("'").translate(str.maketrans("０１２３４５６７８９－", "0123456789-")),
    )


@pytest.mark.parametrize(
    "text",
    [
        "2026-02",
        "202602",
        "2026年02月",
        "2026年2月",
        "2026/2",
        "2026.2",
        "2026-02-17",
        "20260217",
        "2026年2月份",
        "46070",
    ],
)
def test_months(text):
    assert read("month", text)[0] == dt.date(2026, 2, 1)


@pytest.mark.parametrize("text", ["2026-13", "202613", "1800-01", "二月", "2026"])
def test_impossible_months(text):
    value, delivered = read("month", text)
    assert value is None and delivered == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234.5", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1，234.50", "1234.50"),
        ("¥1,234.50", "1234.50"),
        ("￥1,234.50", "1234.50"),
        ("1,234.50元", "1234.50"),
        ("1 234.50 元", "1234.50"),
        ("1.2万", "12000.00"),
        ("1.2万元", "12000.00"),
        ("１２３４．５", "1234.50"),
        ("-1,234.5", "-1234.50"),
        ("－5", "-5.00"),
        ("-¥5", "-5.00"),
        ("(5.50)", "-5.50"),
        ("0", "0.00"),
        (".5", "0.50"),
        ("1.005", "1.01"),
        ("-1.005", "-1.01"),
        ("0.125", "0.13"),
        ("8234567890123456.78", "8234567890123456.78"),
        ("12345678901234567", None),
        ("1,23", None),
        ("--5", None),
        ("1.2.3", None),
        ("约500", None),
        ("1e5", None),
        ("TRUE", None),
    ],
)
def test_money(text, value):
    assert read("money", text)[0] == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("text", "header", "delivered_unit", "value"),
    [
        ("1.2", "万元", None, 12_000),
        ("1.2万", "万元", None, 12_000),
        ("1.2万元", "万", "万元", 12_000),
        ("500元", "万元", None, 500),
        ("50", None, "万元", 500_000),
        ("50", "元", "万元", 50),
        ("50", "万元", "万元", 500_000),
        ("50万", None, "万元", 500_000),
        ("1", "亿元", None, 100_000_000),
        ("3", "千元", None, 3_000),
    ],
)
def test_a_unit_counts_once(text, header, delivered_unit, value):
    assert read("money", text, header, delivered_unit=delivered_unit)[0] == Decimal(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("90.5", "90.5"),
        ("90.5㎡", "90.5"),
        ("90.5 m²", "90.5"),
        ("90平方米", "90"),
        ("1,090.12345", "1090.1235"),
        ("-3", None),
        ("90亩", None),
        ("约90", None),
    ],
)
def test_numbers(text, value):
    reading = read_column(column("number", unit="㎡"), pl.Series([text]))
    assert reading.value[0] == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3),
        ("3.0", 3),
        ("3人", 3),
        ("3 口人", 3),
        ("３", 3),
        ("0", 0),
        ("3.5", None),
        ("-1", None),
        ("三", None),
        ("99999999999", None),
    ],
)
def test_ints(text, value):
    assert read_column(column("int", unit="人"), pl.Series([text])).value[0] == value


@pytest.mark.parametrize("text", ["是", "有", "Y", "y", "1", "true", "TRUE", "True", " 是 ", "１"])
def test_true(text):
    assert read("bool", text)[0] is True


@pytest.mark.parametrize("text", ["否", "无", "N", "0", "false", "FALSE"])
def test_false_wins_over_no_value(text):
    assert read("bool", text)[0] is False


def test_an_unknown_bool_is_delivered_but_not_read():
    assert read("bool", "也许") == (None, "也许")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("无", "none"),
        ("有", "full"),
        ("none", "none"),
        ("NONE", "none"),
        (" 部分 丧失 ", "partial"),
        ("—", None),
        ("", None),
        ("不详", "不详"),
    ],
)
def test_codes(text, value):
    reading = read_column(CATALOG.datasets["roster_members"].columns["labour"], pl.Series([text]))
    assert reading.value[0] == value


@pytest.mark.parametrize(("text", "value"), [("02", "02"), ("2", "02"), ("小型汽车", "02"), ("７", "07")])
def test_codes_of_digits(text, value):
    assert read_column(CATALOG.datasets["vehicles"].columns["plate_class"], pl.Series([text])).value[0] == value


def test_brackets_of_any_width_in_a_code():
    assert (
        read_column(CATALOG.datasets["roster_members"].columns["relation"], pl.Series(["(外)祖父母"])).value[0]
        == "grandparent"
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("62282719900101123x", "62282719900101123X"),
        ("'62282719900101123X", "62282719900101123X"),
        ("622827 19900101 123X\t", "62282719900101123X"),
        ("\u202a62282719900101123X\u202c", "62282719900101123X"),
        ("６２２８２７１９９００１０１１２３Ｘ", "62282719900101123X"),
        ("\u00a062282719900101123X\u00a0", "62282719900101123X"),
        ("622827********123X", "622827********123X"),
        ("6.22827199001011E+17", "622827199001011000"),
        ("6.22827E+17", "622827000000000000"),
        ("622827199001011000.0", "622827199001011000"),
        ("622827900101123", "622827900101123"),
        ("0", None),
        ("000", None),
        ("无", None),
        ("—", None),
        ("NULL", None),
    ],
)
def test_ids(text, value):
    assert read("id", text, personal="identifier")[0] == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("张 三", "张三"),
        ("张\u3000三", "张三"),
        (" 张三 ", "张三"),
        ("阿卜杜・热合曼", "阿卜杜·热合曼"),
        ("阿卜杜•热合曼", "阿卜杜·热合曼"),
        ("阿卜杜.热合曼", "阿卜杜·热合曼"),
        ("阿卜杜．热合曼", "阿卜杜·热合曼"),
        ("阿卜杜 · 热合曼", "阿卜杜·热合曼"),
        ("买买提·阿不都拉·司马义", "买买提·阿不都拉·司马义"),
        ("John Smith", "John Smith"),
        ("𠮷田", "𠮷田"),
        ("无", None),
        ("/", None),
    ],
)
def test_names(text, value):
    assert read("name", text)[0] == value


@pytest.mark.parametrize(
    "text", ["", " ", "无", "—", "——", "-", "－", "/", "N/A", "n/a", "NULL", "null", "\u3000", None]
)
@pytest.mark.parametrize("kind", ["id", "name", "text", "date", "month", "money", "number", "int"])
def test_no_value(kind, text):
    assert read(kind, text) == (None, None)


def test_a_zero_is_a_value_but_for_an_id():
    assert read("text", "0")[0] == "0"
    assert read("int", "0")[0] == 0


@pytest.mark.parametrize(
    ("text", "value"),
    [(" H００１ ", "H001"), ("'6228480012345678901", "6228480012345678901"), ("城关镇（东）", "城关镇（东）")],
)
def test_texts(text, value):
    assert read("text", text)[0] == value


def test_an_identifier_kept_as_text_is_tidied_like_an_id():
    assert read("text", "g62282719900101123x ", personal="identifier")[0] == "G62282719900101123X"


def test_repeated_texts_keep_their_order():
    cells = pl.Series(["2026-03-10", None, "x", "2026-03-10", "无", "20260311"] * 50)
    reading = read_column(column("date"), cells)
    assert reading.value.to_list() == [MARCH_10, None, None, MARCH_10, None, dt.date(2026, 3, 11)] * 50
    assert reading.delivered.to_list() == ["2026-03-10", None, "x", "2026-03-10", None, "20260311"] * 50


def test_every_day_has_its_serial():
    days = pl.date_range(dt.date(1930, 1, 1), dt.date(2099, 12, 31), "97d", eager=True)
    serials = (days - dt.date(1899, 12, 30)).dt.total_days().cast(pl.String)
    assert read_dates(serials).to_list() == days.to_list()

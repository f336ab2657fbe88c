"""Whatever arrives, nothing raises and the sums hold."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.intake.deliveries import (
    CATALOG,
    VEHICLE,
    VEHICLE_HEADER,
    canonical,
    csv_bytes,
    file_name,
    sums_hold,
    xlsx_bytes,
)
from transforms.intake import take_in

EASY = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))

TRICKY = st.sampled_from(
    [
        "",
        " ",
        "无",
        "—",
        "0",
        "1",
        "1.5",
        "1.2万",
        "2026-03-10",
        "46091",
        "是",
        "否",
        "张三",
        "62282719900101123X",
        "合计",
        "备注",
        "nan",
        "inf",
        "1e400",
        '"',
        "'",
        "姓名",
    ]
)
TEXT = TRICKY | st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
CELL = (
    TEXT
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.booleans()
    | st.dates(dt.date(1901, 1, 1))
)
NAMES = st.sampled_from(
    [file_name(dataset) for dataset in CATALOG.datasets.values()] + ["x.csv", "", "~", "公安_", "_.xlsx"]
)


@EASY
@given(st.sampled_from(list(CATALOG.datasets.values())), st.data())
def test_any_cells_under_a_header(dataset, data):
    header = canonical(dataset, 0)[0][0]
    rows = data.draw(st.lists(st.lists(TEXT, min_size=len(header), max_size=len(header) + 1), max_size=5))
    intake = take_in(file_name(dataset), csv_bytes([header, *rows]), CATALOG)
    assert intake.disposition in ("accepted", "rejected")
    assert sums_hold(intake)


@EASY
@given(st.sampled_from(list(CATALOG.datasets.values())), st.data())
def test_any_cells_in_a_workbook(dataset, data):
    header = canonical(dataset, 0)[0][0]
    width = len(header)
    rows = data.draw(st.lists(st.lists(CELL, min_size=width, max_size=width), max_size=5))
    rows = [
        [float(c) if type(c) is int else c.replace("\x00", "") if isinstance(c, str) else c for c in row]
        for row in rows
    ]
    intake = take_in(file_name(dataset, "xlsx"), xlsx_bytes({"甲": [header, *rows]}), CATALOG)
    assert intake.disposition == "accepted"
    assert sums_hold(intake)


@EASY
@given(
    NAMES,
    st.lists(st.lists(TEXT | st.sampled_from(VEHICLE_HEADER), max_size=8), max_size=8),
    st.sampled_from(["utf-8", "gb18030", "utf-16"]),
)
def test_any_table(name, rows, encoding):
    assert sums_hold(take_in(name, csv_bytes(rows, encoding), CATALOG))


@EASY
@given(NAMES, st.binary(max_size=300))
def test_any_bytes(name, content):
    assert sums_hold(take_in(name, content, CATALOG))


WHOLE = {
    "csv": csv_bytes([["机动车"], VEHICLE_HEADER, *[VEHICLE] * 4], "gb18030"),
    "quoted.csv": csv_bytes([VEHICLE_HEADER, *[["张,三", *VEHICLE[1:]]] * 4]),
    "xlsx": xlsx_bytes({"甲": [VEHICLE_HEADER, *[VEHICLE] * 4], "乙": [VEHICLE_HEADER, VEHICLE]}),
}


@EASY
@given(st.sampled_from(sorted(WHOLE)), st.data())
def test_truncated(ending, data):
    content = WHOLE[ending]
    assert sums_hold(take_in(f"公安_机动车.{ending}", content[: data.draw(st.integers(0, len(content)))], CATALOG))


@EASY
@given(
    st.sampled_from(sorted(WHOLE)),
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=6),
)
def test_flipped_bytes(ending, flips):
    content = bytearray(WHOLE[ending])
    for place, value in flips:
        content[place % len(content)] = value
    assert sums_hold(take_in(f"公安_机动车.{ending}", bytes(content), CATALOG))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["vehicles.xls", "vehicles.ods", "locked.xlsx"])
def test_damaged_binary_workbooks(name):
    from tests.intake.test_files import DATA

    whole = (DATA / name).read_bytes()
    rng = random.Random(7)
    for _ in range(150):
        content = bytearray(whole[: rng.randrange(len(whole) // 2, len(whole) + 1)])
        for _ in range(rng.randrange(4)):
            content[rng.randrange(len(content))] = rng.randrange(256)
        assert sums_hold(take_in(f"公安_机动车.{name[-4:]}", bytes(content), CATALOG))

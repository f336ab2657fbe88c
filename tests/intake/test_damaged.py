"""Workbooks and text files that are damaged inside: no crash, no hang, nothing raised, and the sums hold.

The parts of a packed workbook are damaged before they are packed again, so that no checksum gives the damage away.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import polars as pl
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.intake.deliveries import CATALOG, VEHICLE, VEHICLE_HEADER, csv_bytes, sums_hold, xlsx_bytes
from tests.intake.test_files import DATA, zipped
from transforms.intake import take_in

NO_HANG = settings(max_examples=300, deadline=dt.timedelta(seconds=30), suppress_health_check=list(HealthCheck))

PIECES = st.sampled_from(
    [
        *(
            b"<",
            b">",
            b'"',
            b"/>",
            b"</row>",
            b"<row>",
            b"<c>",
            b"</c>",
            b"<v>",
            b"</v>",
            b"\x00",
            b"\xff\xfe",
            b"&#0;",
            b"&lol;",
            b"<!--",
            b"]]>",
        ),
        *(
            b'r="XFD1048576"',
            b'r="A0"',
            b'r="ZZZZ99999999"',
            b't="s"',
            b't="d"',
            b't="e"',
            b"<v>-1</v>",
            b"<v>99999999999</v>",
            b"1e400",
            b"NaN",
        ),
        *(
            b'table:number-rows-repeated="1048576"',
            b'table:number-columns-repeated="16384"',
            b'count="4294967295"',
            b'ref="A1:XFD1048576"',
        ),
        *("合计".encode(), "姓名".encode(), b'","', b"\r\n", b"\t|;,", b"\xa1\xa1", b"\x81\x30\x81\x30"),
    ]
) | st.binary(max_size=6)
EDITS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 60), PIECES), min_size=1, max_size=6)


def damaged(content: bytes, edits: list[tuple[float, int, bytes]]) -> bytes:
    """The content with pieces cut out and others put in their place; places are shares of the length."""
    for place, cut, piece in edits:
        at = int(place * len(content))
        content = content[:at] + piece + content[at + cut :]
    return content


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def parquet_bytes() -> bytes:
    out = io.BytesIO()
    pl.DataFrame([VEHICLE] * 5, schema=VEHICLE_HEADER, orient="row").write_parquet(out)
    return out.getvalue()


BOOKS = {
    "xlsx": parts_of(
        xlsx_bytes(
            {
                "甲": [["机动车"], VEHICLE_HEADER, *[VEHICLE] * 4, [1.5, dt.date(2026, 3, 1)]],
                "乙": [VEHICLE_HEADER, VEHICLE],
            }
        )
    ),
    "ods": parts_of((DATA / "vehicles.ods").read_bytes()),
}
WHOLE = {
    "xls": (DATA / "vehicles.xls").read_bytes(),
    "parquet": parquet_bytes(),
    "locked.xlsx": (DATA / "locked.xlsx").read_bytes(),
    **{
        f"{encoding}.csv": csv_bytes([["机动车"], VEHICLE_HEADER, *[VEHICLE] * 6], encoding)
        for encoding in ("utf-8", "gb18030", "utf-16")
    },
    "quoted.csv": csv_bytes([VEHICLE_HEADER, *[["张,\n三", *VEHICLE[1:]]] * 6]),
}
PARTS = [(kind, part) for kind, parts in BOOKS.items() for part in parts]


@NO_HANG
@given(st.sampled_from(PARTS), EDITS)
@example(("xlsx", "xl/worksheets/sheet1.xml"), [(0.5, 0, b'<c r="XFD1048576"><v>1</v></c>')])
@example(("xlsx", "xl/sharedStrings.xml"), [(0.1, 40, b'count="4294967295" uniqueCount="4294967295"')])
@example(("ods", "content.xml"), [(0.6, 0, b'<table:table-row table:number-rows-repeated="1048576">')])
def test_damage_inside_a_workbook(where, edits):
    kind, part = where
    parts = BOOKS[kind] | {part: damaged(BOOKS[kind][part], edits)}
    intake = take_in(f"公安_机动车_20260320.{kind}", zipped(**parts), CATALOG)
    assert sums_hold(intake)


@NO_HANG
@given(st.sampled_from(sorted(WHOLE)), EDITS)
def test_damage_in_other_files(name, edits):
    intake = take_in(f"公安_机动车_20260320.{name}", damaged(WHOLE[name], edits), CATALOG)
    assert sums_hold(intake)

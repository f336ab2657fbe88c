"""Files of every format and encoding, and those that are rejected or passed over."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import openpyxl
import polars as pl
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
from transforms.intake import containers, take_in

DATA = Path(__file__).parent / "data"
TABLE = [VEHICLE_HEADER, VEHICLE]


@pytest.mark.parametrize("separator", [",", "\t", "|", ";"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("ending", ["csv", "txt", "xls"])
def test_text_formats(encoding, separator, newline, ending):
    content = csv_bytes(TABLE, encoding, separator, newline)
    intake = take_in(f"公安_机动车_20260320.{ending}", content, CATALOG)
    assert intake.clean["plate_number"].to_list() == ["甘M12345"]
    assert intake.clean.select("sheet", "row").rows() == [("", 2)]
    assert codes_of(intake) == []


def test_gb18030_beyond_gbk():
    row = ["㐂𠮷", *VEHICLE[1:]]
    intake = take_in("公安_机动车.csv", csv_bytes([VEHICLE_HEADER, row], "gb18030"), CATALOG)
    assert intake.clean["name"].to_list() == ["㐂𠮷"]


@pytest.mark.parametrize("name", ["vehicles.xls", "vehicles.ods"])
def test_old_and_open_workbooks(name):
    intake = take_in(f"公安_机动车_{name}", (DATA / name).read_bytes(), CATALOG)
    assert intake.clean["row"].to_list() == [4, 5]
    assert intake.clean["resident_id"].to_list() == ["62282719900101123X", "622827199001011000"]
    assert intake.clean["plate_class"].to_list() == ["02", "02"]
    assert intake.clean["first_registered_on"].cast(pl.String).to_list() == ["2020-03-01", "2020-03-01"]


def test_parquet():
    frame = pl.DataFrame([VEHICLE], schema=VEHICLE_HEADER, orient="row").with_columns(
        pl.col("初次登记日期").str.to_date()
    )
    out = io.BytesIO()
    frame.write_parquet(out)
    intake = take_in("公安_机动车.parquet", out.getvalue(), CATALOG)
    assert intake.clean.select("row", "plate_number").rows() == [(2, "甘M12345")]
    rejected = take_in("公安_机动车.parquet", out.getvalue()[:-30], CATALOG)
    assert codes_of(rejected) == ["unreadable_file"]


def test_parquet_of_every_type():
    frame = pl.DataFrame(
        {
            "姓名": ["张三"],
            "身份证号": [622827199001011234],
            "单位": [None],
            "身份": ["公务员"],
            "应发工资": [1234.5],
            "月份": [202602],
        }
    )
    out = io.BytesIO()
    frame.with_columns(单位=pl.lit("学校"), 标记=pl.lit(True), 清单=pl.lit([1, 2])).write_parquet(out)
    intake = take_in("财政_财政供养.parquet", out.getvalue(), CATALOG)
    assert intake.clean["resident_id"].to_list() == ["622827199001011234"]
    assert str(intake.clean["gross_pay"][0]) == "1234.50"
    assert codes_of(intake) == ["ignored_column", "ignored_column"]


def test_rows_are_those_of_the_spreadsheet():
    content = xlsx_bytes({"城关镇": [*TABLE, [None], VEHICLE]}, first_row=6)
    intake = take_in("公安_机动车.xlsx", content, CATALOG)
    assert intake.clean.select("sheet", "row").rows() == [("城关镇", 8), ("城关镇", 10)]


def test_rows_of_a_csv_are_records():
    content = "机动车\n\n".encode() + csv_bytes([VEHICLE_HEADER, ["张\n三", *VEHICLE[1:]], [], VEHICLE])
    intake = take_in("公安_机动车.csv", content, CATALOG)
    assert intake.clean["row"].to_list() == [4, 6]
    assert intake.clean["name"].to_list() == ["张三", "张三"]


def test_cells_of_a_workbook_are_told_apart():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["姓名", "身份证号", "单位", "身份", "应发工资", "月份", "备查"])
    sheet.append(["张三", 622827199001011234, 3, "公务员", 0.1 + 0.2, 202602, True])
    sheet.append(["张三", "622827199001011234", "三中", "公务员", 1e15, "2026-02", 1.5])
    out = io.BytesIO()
    book.save(out)
    intake = take_in("财政_财政供养.xlsx", out.getvalue(), CATALOG)
    assert intake.clean["resident_id"].to_list() == ["622827199001011000", "622827199001011234"]
    assert [str(v) for v in intake.clean["gross_pay"]] == ["0.30", "1000000000000000.00"]
    assert intake.clean["employer"].to_list() == ["3", "三中"]
    assert intake.tables[0].cells[0][-1] == "TRUE"


def test_sheets_with_the_same_header_are_one_table():
    content = xlsx_bytes(
        {
            "城关镇": TABLE,
            "太平镇": [["说明", None], VEHICLE_HEADER[::-1], VEHICLE[::-1]],
            "填表说明": [["请如实填写"]],
            "旧数据": TABLE,
            "Sheet5": [],
        },
        hidden=("旧数据",),
    )
    intake = take_in("公安_机动车.xlsx", content, CATALOG)
    assert intake.clean.select("sheet", "row", "name").rows() == [("城关镇", 2, "张三"), ("太平镇", 3, "张三")]
    assert problems_of(intake).select("sheet", "code", "severity").rows() == [("填表说明", "no_table", "warning")]
    assert [table.sheet for table in intake.tables] == ["城关镇", "太平镇"]
    assert sums_hold(intake)


def test_a_sheet_that_lacks_a_column_rejects_the_file():
    content = xlsx_bytes({"城关镇": TABLE, "太平镇": [row[:-1] for row in TABLE]})
    intake = take_in("公安_机动车.xlsx", content, CATALOG)
    assert codes_of(intake) == ["missing_column"]
    assert problems_of(intake)["sheet"].to_list() == ["太平镇"]


def test_a_sheet_of_another_dataset_is_said_so():
    other = [
        ["权利人", "证件号", "房地坐落", "建筑面积", "规划用途", "权利状态"],
        ["张三", "62282719900101123X", "城关镇", "90", "住宅", "现势"],
    ]
    intake = take_in("公安_机动车.xlsx", xlsx_bytes({"车": TABLE, "房": other}), CATALOG)
    assert (intake.dataset, intake.rows_read) == ("vehicles", 1)
    assert problems_of(intake).select("code", "sheet").rows() == [("other_dataset", "房")]


def test_only_hidden_sheets():
    book = openpyxl.Workbook()
    book.active.append(["说明"])
    hidden = book.create_sheet("数据")
    for row in TABLE:
        hidden.append(row)
    hidden.sheet_state = "veryHidden"
    out = io.BytesIO()
    book.save(out)
    assert codes_of(take_in("公安_机动车.xlsx", out.getvalue(), CATALOG)) == ["no_table"]


@pytest.mark.parametrize("name", ["~$公安_机动车.xlsx", "乡镇/~$公安_机动车.xlsx", ".~lock.公安_机动车.xlsx#"])
def test_lock_files_are_passed_over(name):
    intake = take_in(name, b"\x05user", CATALOG)
    assert (intake.disposition, len(intake.issues)) == ("passed_over", 0)


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


BOOK = xlsx_bytes({"数据": TABLE})

REJECTED = {
    "empty": (b"", "empty_file"),
    "blank": (b" \r\n\r\n", "empty_file"),
    "only_a_mark": (b"\xef\xbb\xbf", "empty_file"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3", "unknown_file"),
    "png": (b"\x89PNG\r\n\x1a\n\x00\x00", "unknown_file"),
    "rar": (b"Rar!\x1a\x07\x00", "unknown_file"),
    "docx": (zipped(**{"[Content_Types].xml": b"<a/>", "word__document.xml": b"<a/>"}), "unknown_file"),
    "zip": (zipped(**{"a.csv": csv_bytes(TABLE)}), "unknown_file"),
    "odt": (
        zipped(
            **{
                "mimetype": b"application/vnd.oasis.opendocument.text",
                "META-INF__manifest.xml": b"<a/>",
                "content.xml": b"<a/>",
            }
        ),
        "unknown_file",
    ),
    "locked_ods": (
        zipped(
            **{
                "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
                "META-INF__manifest.xml": b"<m:encryption-data/>",
                "content.xml": b"x",
            }
        ),
        "password_protected",
    ),
    "locked_xlsx": ((DATA / "locked.xlsx").read_bytes(), "password_protected"),
    "html": (b"<html><table><tr><td>a</td></tr></table></html>", "unknown_file"),
    "notice": ("关于报送数据的通知\n\n各单位：\n请于本月 20 日前报送。\n".encode("gb18030"), None),
    "binary": (bytes(range(1, 32)) * 20, "unknown_file"),
    "zeros_within": (b"abc\x00\x01\x02\x03" * 50, "unknown_file"),
    "no_encoding": ("姓名,身份证明号码\n".encode() + b"\xff\xfe\xfa\n", "bad_encoding"),
    "truncated_gb18030": (csv_bytes(TABLE, "gb18030")[:-2], "bad_encoding"),
    "truncated_xlsx": (BOOK[: len(BOOK) // 2], "unreadable_file"),
    "truncated_xls": ((DATA / "vehicles.xls").read_bytes()[:3000], "unreadable_file"),
    "hollow_xlsx": (zipped(**{"xl__workbook.xml": b"<workbook>"}), "unreadable_file"),
    "no_zip": (b"PK\x03\x04 and nothing", "unreadable_file"),
}


@pytest.mark.parametrize("case", REJECTED)
@pytest.mark.parametrize("name", ["公安_机动车_20260320.xlsx", "收件.csv"])
def test_rejected_files(case, name):
    content, code = REJECTED[case]
    intake = take_in(name, content, CATALOG)
    assert intake.disposition == "rejected"
    assert intake.rows_read == 0 and len(intake.clean) == 0
    if code is None:
        code = "no_table" if "机动车" in name else "unknown_file"
    assert codes_of(intake) == [code]
    assert problems_of(intake)["severity"].to_list() == ["file_rejected"]
    assert all("\n" not in text and text for text in problems_of(intake).select("message", "fix").row(0))
    assert intake.department == ("public_security" if "公安" in name else None)


def test_zip_bombs_are_not_opened():
    big = b"0" * (containers.RATIO_FROM + 1024)
    bomb = zipped(**{"xl__workbook.xml": b"<a/>", "xl__worksheets__sheet1.xml": big})
    assert codes_of(take_in("公安_机动车.xlsx", bomb, CATALOG)) == ["unsafe_file"]


@pytest.mark.parametrize(
    ("row", "cell", "is_safe"),
    [(1_048_570, "", True), (1_048_570, 'office:value-type="string"', False), (2, 'office:value-type="string"', True)],
)
def test_repeated_rows_of_an_open_workbook(row, cell, is_safe):
    with zipfile.ZipFile(DATA / "vehicles.ods") as whole:
        members = {name: whole.read(name) for name in whole.namelist()}
    filling = f"<table:table-cell {cell}>{'<text:p>x</text:p>' if cell else ''}</table:table-cell>"
    more = f'<table:table-row table:number-rows-repeated="{row}">{filling}</table:table-row></table:table>'
    members["content.xml"] = members["content.xml"].replace(b"</table:table>", more.encode())
    intake = take_in("公安_机动车.ods", zipped(**members), CATALOG)
    assert intake.disposition == ("accepted" if is_safe else "rejected")
    assert is_safe or codes_of(intake) == ["unsafe_file"]


def test_a_lying_zip_is_not_opened():
    """A part that declares less than it holds fails its checksum."""
    book = bytearray(zipped(**{"xl__workbook.xml": b"<a/>", "xl__worksheets__sheet1.xml": b"x" * 100_000}))
    place = book.rindex(b"PK\x01\x02")
    book[place + 24 : place + 28] = (10).to_bytes(4, "little")
    assert codes_of(take_in("公安_机动车.xlsx", bytes(book), CATALOG)) == ["unreadable_file"]


def test_a_cell_at_the_far_corner_does_not_fill_the_memory():
    book = openpyxl.Workbook()
    for row in TABLE:
        book.active.append(row)
    book.active["XFD1048576"] = "x"
    out = io.BytesIO()
    book.save(out)
    assert codes_of(take_in("公安_机动车.xlsx", out.getvalue(), CATALOG)) == ["unsafe_file"]


def test_a_cell_far_below_is_only_a_row():
    book = openpyxl.Workbook()
    for row in TABLE:
        book.active.append(row)
    book.active["A200000"] = "合计"
    out = io.BytesIO()
    book.save(out)
    intake = take_in("公安_机动车.xlsx", out.getvalue(), CATALOG)
    assert (intake.disposition, intake.rows_read) == ("accepted", 1)


def test_quotes_in_a_csv():
    header = "姓名,身份证明号码,号牌种类,号牌号码,中文品牌,机动车状态"
    first = '张三,62282719900101123X,02,甘M1,"五菱,""宏光""",正常'
    second = '李四,62282719900101123X,02,甘M2,5"轮毂,正常'
    rows = "\n".join([header, first, second])
    intake = take_in("公安_机动车.csv", rows.encode(), CATALOG)
    assert intake.clean["brand"].to_list() == ['五菱,"宏光"', '5"轮毂']


@pytest.mark.parametrize("stray", ['"', '"五菱"宏光', '""五菱', '五菱"'])
def test_stray_quotes_lose_no_row(stray):
    header = "姓名,身份证明号码,号牌种类,号牌号码,中文品牌,机动车状态"
    rows = [f"张三,62282719900101123X,02,甘M{i},{stray if i == 1 else '五菱'},正常" for i in range(4)]
    intake = take_in("公安_机动车.csv", "\n".join([header, *rows]).encode(), CATALOG)
    assert intake.clean["plate_number"].to_list() == [f"甘M{i}" for i in range(4)]


def test_a_longer_record_is_quarantined():
    intake = take_in(
        "财政_财政供养.csv",
        '姓名,身份证号,单位,身份,月份,应发工资\n张三,62282719900101123X,学校,公务员,202602,1,234.50\n李四,62282719900101123X,学校,公务员,202602,"1,234.50",,\n'.encode(),
        CATALOG,
    )
    assert problems_of(intake).select("row", "code", "severity").rows() == [(2, "extra_cells", "row_quarantined")]
    assert [str(v) for v in intake.clean["gross_pay"]] == ["1234.50"]
    assert sums_hold(intake)


def test_longer_records_are_kept_whole_in_raw():
    lines = (
        ["姓名,身份证明号码,号牌种类,号牌号码,机动车状态"]
        + ["张三,62282719900101123X,02,甘M1,正常"] * 60
        + ["张三,62282719900101123X,02,甘M1,正常,a,b,c,d"]
    )
    intake = take_in("公安_机动车.csv", "\n".join(lines).encode(), CATALOG)
    assert intake.tables[0].cells[-1][-4:] == ["a", "b", "c", "d"]
    assert (intake.rows_read, intake.rows_quarantined) == (61, 1)


def test_a_large_csv_keeps_its_rows_in_order():
    rng = random.Random(5)
    rows = [
        ["张三", f"62282719900101{rng.randrange(1000):03d}X", "02", f"甘M{i}", "2020-03-01", "正常"]
        for i in range(20_000)
    ]
    intake = vehicles(rows)
    assert intake.clean["plate_number"].to_list() == [row[3] for row in rows]
    assert intake.clean["row"].to_list() == list(range(2, 20_002))


def test_two_stray_quotes_swallow_no_rows():
    brands = {3: '"五菱', 90: '宏光"'}
    header = "姓名,身份证明号码,号牌种类,号牌号码,中文品牌,机动车状态"
    rows = [f"张三,62282719900101123X,02,甘M{i},{brands.get(i, '五菱')},正常" for i in range(100)]
    intake = take_in("公安_机动车.csv", "\n".join([header, *rows]).encode(), CATALOG)
    assert intake.clean["row"].to_list() == list(range(2, 102))

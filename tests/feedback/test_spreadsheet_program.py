"""A list that was filled in, sorted, given a column and saved by a real spreadsheet program
(LibreOffice) comes back without loss."""

import shutil
import subprocess
from datetime import date

import openpyxl
import pytest

import reports
from schemas.row_keys import RowKeys
from tests.feedback.township import filled
from tests.reports import builder
from transforms.feedback import Known, KnownBatch, judge, read_book

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")]
FILTERS = {"xls": "MS Excel 97", "xlsx": "Calc MS Excel 2007 XML", "ods": "calc8"}
MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Sub Edit(source As String, target As String, kind As String)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  Dim saved(0) As New com.sun.star.beans.PropertyValue
  Dim fields(0) As New com.sun.star.table.TableSortField
  Dim sorting(1) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = &quot;Hidden&quot; : hidden(0).Value = True
  document = StarDesktop.loadComponentFromURL(source, &quot;_blank&quot;, 0, hidden())
  For number = 0 To document.Sheets.Count - 1
    sheet = document.Sheets.getByIndex(number)
    sheet.unprotect(&quot;&quot;)
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    cells = sheet.getCellRangeByPosition(0, 1, cursor.RangeAddress.EndColumn, cursor.RangeAddress.EndRow)
    fields(0).Field = 2 : fields(0).IsAscending = False
    sorting(0).Name = &quot;SortFields&quot; : sorting(0).Value = fields()
    sorting(1).Name = &quot;ContainsHeader&quot; : sorting(1).Value = False
    cells.sort(sorting())
    sheet.Columns.insertByIndex(3, 1)
    sheet.getCellByPosition(3, 0).String = &quot;小组意见&quot;
    sheet.getCellByPosition(3, 1).String = &quot;同意&quot;
  Next
  saved(0).Name = &quot;FilterName&quot; : saved(0).Value = kind
  document.storeToURL(target, saved())
  document.close(True)
End Sub
</script:module>
"""
LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false" library:passwordprotected="false">
 <library:element library:name="Module1"/>
</library:library>
"""


@pytest.fixture
def con():
    with builder.build() as connection:
        yield connection


@pytest.fixture
def office(tmp_path):
    """LibreOffice with a macro that edits a list as a township would."""
    profile = tmp_path / "profile"
    start = [OFFICE, f"-env:UserInstallation=file://{profile}", "--headless", "--norestore"]
    subprocess.run([*start, "--terminate_after_init"], check=False, capture_output=True, timeout=120)
    basic = profile / "user" / "basic" / "Standard"
    basic.mkdir(parents=True, exist_ok=True)
    (basic / "script.xlb").write_text(LIBRARY, encoding="utf-8")
    (basic / "Module1.xba").write_text(MACRO, encoding="utf-8")

    def edit(source, target):
        macro = (
            f'macro:///Standard.Module1.Edit("{source.as_uri()}","{target.as_uri()}","{FILTERS[target.suffix[1:]]}")'
        )
        subprocess.run([*start, macro], check=True, capture_output=True, timeout=120)

    return edit


def test_sorted_widened_and_saved_in_other_formats(con, tmp_path, office):
    answers = iter(
        [
            ("30 不属实-同名或串号", date(2026, 3, 25)),
            (10, "2026/3/26"),
            ("20", "2026年3月27日"),
            ("13", date(2026, 3, 28)),
            ("21", "20260329"),
        ]
    )

    def decide(row):
        code, day = next(answers)
        return {
            "结果代码": code,
            "核查日期": day,
            "豁免类型": "其他",
            "豁免到期": date(2026, 6, 30),
            "生效月": "2026-04",
            "备注": f"第{row['序号']}户",
        }

    reports.write(con, builder.BATCH, tmp_path / "out")
    count = filled(
        tmp_path / "out",
        "复核清单",
        tmp_path / "filled",
        lambda row: decide(row) if row["村（社区）"] == "东街村" else None,
    )
    source = next((tmp_path / "filled").glob("复核清单_城关镇_*.xlsx"))
    known = Known({builder.BATCH: KnownBatch(builder.AS_OF, 6)}, frozenset(
        (builder.BATCH, case) for (case,) in con.execute("SELECT case_id FROM mart.cases").fetchall()), {("H", builder.BATCH, "H006"): ("C001P02",)},
        frozenset(), {})  # fmt: skip

    def taken(path):
        read = read_book(path.read_bytes())
        found = judge([("回", read.answered)], RowKeys(""), known)
        return found.sent_back, found.answers.sort("answer_key").drop("answer_key").rows(), read.unanswered

    expected = taken(source)
    assert (expected[0], len(expected[1]), count) == ((), 5, 5)
    for suffix in FILTERS:
        target = tmp_path / f"returned.{suffix}"
        office(source, target)
        assert taken(target) == expected, suffix
    moved = openpyxl.load_workbook(tmp_path / "returned.xlsx").worksheets[0]
    assert moved["D1"].value == "小组意见" and [cell.value for cell in moved["C"]] != [
        cell.value for cell in openpyxl.load_workbook(source).worksheets[0]["C"]
    ]

"""退回单: what a clerk finds in it."""

from __future__ import annotations

import openpyxl

from reports.returns import column_titles, right_form
from reports.shared.files import write
from reports.shared.texts import Texts
from tests.reports.builder import BATCH, insert


def test_how_files_were_read_is_no_problem(con, tmp_path):
    insert(
        con,
        "issues",
        department="公安",
        dataset="vehicles",
        file="公安_机动车_1.csv",
        code="reading",
        severity="warning",
        message="编码 GB18030",
    )
    write(con, BATCH, tmp_path)
    book = openpyxl.load_workbook(tmp_path / "部门" / "公安" / f"退回单_公安_{BATCH}.xlsx")
    texts = {
        sheet.title: [cell for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]
        for sheet in book
    }
    assert "编码 GB18030" in texts["读取情况"]
    assert "编码 GB18030" not in texts["明细"] + texts["汇总"]
    assert "2026-03-20" in texts["明细"]  # the right form beside every problem


def test_columns_by_their_titles():
    assert column_titles(Texts(), "vehicles", "plate_number、status") == "号牌号码、机动车状态"
    assert column_titles(Texts(), "vehicles", None) == ""
    assert right_form(Texts(), "vehicles", "status").startswith("A / Q") or "正常" in right_form(
        Texts(), "vehicles", "status"
    )

"""Every kind of workbook opens in a real spreadsheet program: LibreOffice turns each into a PDF with pages in it."""

import shutil
import subprocess

import pytest

import reports
from tests.reports import builder

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")]


def test_every_kind_of_workbook_opens(con, tmp_path):
    one_of_each = {
        path.name.split("_")[0]: path
        for path in reports.write(con, builder.BATCH, tmp_path / "out")
        if path.suffix == ".xlsx"
    }
    pdfs = tmp_path / "pdf"
    subprocess.run(
        [OFFICE, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf", "--outdir", pdfs, *one_of_each.values()],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    made = {path.stem: path.read_bytes() for path in pdfs.glob("*.pdf")}
    assert made.keys() == {path.stem for path in one_of_each.values()}
    assert all(content.startswith(b"%PDF") and b"/Page" in content for content in made.values())

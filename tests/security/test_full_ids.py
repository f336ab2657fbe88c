"""Full IDs leave only for a recorded reason, inside files that open with a password: as
processes, on the sample county."""

import io
import re
import shutil
import subprocess

import duckdb
import msoffcrypto
import openpyxl
import pytest
from docx import Document
from msoffcrypto.exceptions import InvalidKeyError

from flows.custody.audit import entries
from flows.custody.passwords import NAME
from tests.feedback.test_spreadsheet_program import LIBRARY
from transforms.feedback import Unreadable, read_book

pytestmark = pytest.mark.slow
ID = re.compile(r"[0-9]{17}[0-9X]")


@pytest.fixture(scope="module")
def exported(shared, hedui_says):
    """The workspace after an export, and what was said."""
    said = hedui_says(
        "export", "--workspace", shared, "--show-ids", "--reason", "入户核查用，经办人 990122199001011234"
    )
    assert said[0] == 0, said
    return shared, said[1]


def passwords(workspace):
    lines = (workspace / NAME).read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if not line.startswith("#"))


def protected_files(workspace):
    return sorted(workspace.glob("out/*/全证号名单/乡镇/*/*.xlsx"))


def opened(path, password):
    content = io.BytesIO()
    file = msoffcrypto.OfficeFile(io.BytesIO(path.read_bytes()))
    file.load_key(password=password, verify_password=True)
    file.decrypt(content, verify_integrity=True)
    return content


@pytest.fixture(scope="module")
def full(exported):
    """Every protected list, opened with its township's password: path → workbook."""
    workspace, _ = exported
    known = passwords(workspace)
    return {path: opened(path, known[path.parent.name]) for path in protected_files(workspace)}


def cells(book):
    return [
        str(cell)
        for sheet in openpyxl.load_workbook(book)
        for row in sheet.iter_rows(values_only=True)
        for cell in row
        if cell is not None
    ]


@pytest.mark.parametrize(
    "command",
    [
        ("export",),
        ("explain", "LC05352815"),
        ("report", "LC05352815"),
        ("match-review", "--out", "x.xlsx"),
        ("run", "--inbox", "."),
    ],
)
@pytest.mark.parametrize("reason", [(), ("--reason", " ")])
def test_without_a_reason_nothing(command, reason, tmp_path, hedui_here):
    code, out, err = hedui_here(*command, "--workspace", tmp_path / "none", "--show-ids", *reason)
    assert (code, out) == (2, "")
    assert "--show-ids needs --reason" in err
    assert not (tmp_path / "none").exists()


@pytest.fixture
def hedui_here(capsys):
    """`hedui` in this process, for what ends before any work begins."""
    from flows.cli import _exit_code

    def said(*arguments):
        code = _exit_code([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return said


def test_every_list_opens_with_its_townships_password_and_no_other(exported, full):
    workspace, _ = exported
    known = passwords(workspace)
    assert len(full) > 20  # and each of them was opened
    assert len(set(known.values())) == len(known)
    path = next(iter(full))
    other = next(password for name, password in known.items() if name != path.parent.name)
    for wrong in (other, " ", known[path.parent.name].upper()):
        with pytest.raises(InvalidKeyError):
            opened(path, wrong)


def test_nothing_of_them_is_readable_without_it(exported, personal):
    workspace, _ = exported
    for path in protected_files(workspace):
        assert path.read_bytes().startswith(b"\xd0\xcf\x11\xe0")
        assert personal.found_in_file(path) == set()


def test_they_hold_full_ids_and_say_otherwise_what_the_masked_lists_say(full, personal):
    shown = 0
    for path, book in full.items():
        masked = cells(path.parents[3] / "乡镇" / path.parent.name / path.name)
        for said, hidden in zip(cells(book), masked, strict=True):
            if said != hidden:
                assert ID.fullmatch(said) and said in personal.ids and hidden == f"{said[:6]}********{said[-4:]}"
                shown += 1
    assert shown > 300


def test_of_every_household_the_head_is_shown(exported, full):
    workspace, _ = exported
    sheet = openpyxl.load_workbook(
        next(book for path, book in full.items() if path.name.startswith("拟退出名单_城关镇"))
    ).worksheets[0]
    titles = [cell.value for cell in sheet[1]]
    con = duckdb.connect()
    con.execute(f"ATTACH '{workspace / 'core.duckdb'}' AS store (READ_ONLY)")
    heads = dict(con.execute("SELECT household_id, head_id FROM store.clean.roster_households").fetchall())
    con.close()
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert rows
    for row in rows:
        assert row[titles.index("证件号码")] == heads[row[titles.index("户编号")]]


def test_the_passwords_are_the_operators_alone_and_stay_the_same(exported, hedui_says):
    workspace, told = exported
    assert (workspace / NAME).stat().st_mode & 0o077 == 0
    before = passwords(workspace)
    assert not any(password in told for password in before.values())
    (workspace / NAME).unlink()
    assert hedui_says("report", "LC05352815", "--workspace", workspace, "--show-ids", "--reason", "再次")[0] == 0
    assert passwords(workspace) == before


def test_the_audit_says_who_why_and_how_many_and_no_id(exported):
    workspace, _ = exported
    entry = next(e for e in entries(workspace / "audit.jsonl") if (e["command"], e["action"]) == ("export", "exported"))
    assert entry["who"] and entry["reason"].startswith("入户核查用") and "990122199001011234" not in entry["reason"]
    assert entry["about"]["full_ids"] is True
    assert sum(entry["about"]["rows"].values()) > 300


def test_the_operators_own_passwords(workspace, tmp_path, hedui_says):
    townships = sorted({path.name for path in workspace.glob("out/*/乡镇/*")})
    file = tmp_path / "passwords"
    file.write_text(
        "\n".join(f"{name}\tword-of-{number}" for number, name in enumerate(townships[1:])), encoding="utf-8"
    )
    code, _, err = hedui_says("export", "--workspace", workspace, "--show-ids", "--reason", "核查", "--passwords", file)
    assert code == 2
    assert f"no password for {townships[0]}" in err
    assert protected_files(workspace) == []
    file.write_text("\n".join(f"{name}=word-of-{number}" for number, name in enumerate(townships)), encoding="utf-8")
    code, out, err = hedui_says(
        "export", "--workspace", workspace, "--show-ids", "--reason", "核查", "--passwords", file
    )
    assert (code, "word-of" in out + err) == (0, False)
    path = protected_files(workspace)[-1]
    assert opened(path, f"word-of-{townships.index(path.parent.name)}")
    assert not (workspace / NAME).exists()


def test_a_returned_list_is_taken_in_once_its_password_is_off(exported, full, tmp_path, hedui_says):
    workspace, _ = exported
    path = next(p for p in full if p.name.startswith("复核清单_城关镇"))
    with pytest.raises(Unreadable, match=r"设有打开密码.*清空密码"):
        read_book(path.read_bytes())
    returned = tmp_path / "returned"
    returned.mkdir()
    shutil.copy(path, returned / "locked.xlsx")
    code, _, err = hedui_says("feedback", returned, "--workspace", workspace)
    assert (code, "locked.xlsx: 文件设有打开密码" in err) == (3, True)
    book = openpyxl.load_workbook(full[path])
    sheet = book.worksheets[0]
    titles = [cell.value for cell in sheet[1]]
    for title, value in {
        "结果代码": "30 不属实-同名或串号",
        "核查日期": "2026-04-02",
        "核查人1": "甲",
        "核查人2": "乙",
    }.items():
        sheet.cell(2, titles.index(title) + 1).value = value
    (returned / "locked.xlsx").unlink()
    book.save(returned / "open.xlsx")
    code, out, err = hedui_says("feedback", returned, "--workspace", workspace)
    assert code == 0, err
    assert "1 taken in" in out


def test_the_other_ways_to_full_ids(workspace, tmp_path, personal, hedui_says):
    full = ("--show-ids", "--reason", "举报核查")
    code, out, _ = hedui_says("explain", "LC05352815", "--workspace", workspace)
    assert (code, personal.found_in(out)) == (0, set())
    code, out, _ = hedui_says("explain", "LC05352815", "--workspace", workspace, *full)
    assert (code, len(personal.found_in(out)) >= 2) == (0, True)
    assert hedui_says("report", "LC05352815", "--workspace", workspace, *full)[0] == 0
    report = next(workspace.glob("out/*/全证号名单/核对报告/LC05352815.docx"))
    assert personal.found_in_file(report) == set()
    paper = Document(opened(report, passwords(workspace)["沙梁镇"]))
    told = "\n".join(cell.text for table in paper.tables for row in table.rows for cell in row.cells)
    assert len(personal.found_in(told)) >= 2
    assert hedui_says("match-review", "--out", tmp_path / "review.xlsx", "--workspace", workspace, *full)[0] == 0
    assert personal.found_in_file(tmp_path / "review.xlsx") == set()
    assert personal.found_in(" ".join(cells(opened(tmp_path / "review.xlsx", passwords(workspace)["县级"]))))
    code, _, err = hedui_says("match-review", "--take", tmp_path / "review.xlsx", "--workspace", workspace)
    assert (code, "设有打开密码" in err) == (1, True)
    told = [(e["command"], e["reason"], e["about"].get("full_ids")) for e in entries(workspace / "audit.jsonl")]
    assert told[-4:] == [
        ("explain", None, None),
        *((command, "举报核查", True) for command in ("explain", "report", "match-review")),
    ]


MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Sub Unlock(source As String, target As String, password As String)
  Dim asked(1) As New com.sun.star.beans.PropertyValue
  Dim saved(0) As New com.sun.star.beans.PropertyValue
  asked(0).Name = &quot;Hidden&quot; : asked(0).Value = True
  asked(1).Name = &quot;Password&quot; : asked(1).Value = password
  On Error GoTo Refused
  document = StarDesktop.loadComponentFromURL(source, &quot;_blank&quot;, 0, asked())
  saved(0).Name = &quot;FilterName&quot; : saved(0).Value = &quot;Calc MS Excel 2007 XML&quot;
  document.storeToURL(target, saved())
  document.close(True)
Refused:
End Sub
</script:module>
"""


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_real_spreadsheet_program_opens_them_with_the_password_only(exported, full, tmp_path):
    workspace, _ = exported
    start = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--norestore"]
    subprocess.run([*start, "--terminate_after_init"], check=False, capture_output=True, timeout=120)
    basic = tmp_path / "profile" / "user" / "basic" / "Standard"
    basic.mkdir(parents=True, exist_ok=True)
    (basic / "script.xlb").write_text(LIBRARY, encoding="utf-8")
    (basic / "Module1.xba").write_text(MACRO, encoding="utf-8")
    path = next(p for p in full if p.name.startswith("拟退出名单_城关镇"))
    for name, password in (("right", passwords(workspace)["城关镇"]), ("wrong", "not-the-password")):
        macro = f'macro:///Standard.Module1.Unlock("{path.as_uri()}","{(tmp_path / name).as_uri()}.xlsx","{password}")'
        subprocess.run([*start, macro], check=True, capture_output=True, timeout=120)
    assert cells(tmp_path / "right.xlsx") == cells(full[path])
    assert not (tmp_path / "wrong.xlsx").exists()


def test_the_lists_of_a_run_too(county, tmp_path, hedui_says):
    """`hedui run --show-ids` adds the protected lists to the masked ones."""
    from tests.flows.conftest import COUNTY

    workspace = shutil.copytree(county[0], tmp_path / "workspace")
    code, out, err = hedui_says(
        "run",
        "--inbox",
        COUNTY,
        "--workspace",
        workspace,
        "--as-of",
        "2026-03-31",
        "--show-ids",
        "--reason",
        "入户核查",
    )
    assert (code, "Full IDs" in out, err.count("HEDUI_KEY_FILE")) == (3, True, 1)
    assert protected_files(workspace)

"""The commit guard finds planted numbers in every kind of file, and nothing in what is committed."""

import gzip
import io
import subprocess
import sys
import zipfile

import msoffcrypto.format.ooxml as ooxml
import openpyxl
import polars as pl
import pytest

from schemas.guard import Finding, allowed, findings, is_card, numbers_in
from schemas.identity import check_digit
from tests.flows.conftest import ROOT

# Put together here, so that this file holds none.
ID = "62282719900101" + "123" + check_digit("62282719900101123")
PHONE = "138" + "00138000"
CARD = next(card for last in range(10) if is_card(card := "622848" + "0012345678" + "90" + str(last)))
PLANTED = f"姓名 张三 {ID}，电话 {PHONE}，卡 {CARD}"
KINDS = {"resident ID", "mobile number", "bank card"}


def kinds(name, content):
    return {finding.kind for finding in findings(name, content)}


def workbook(text):
    book = openpyxl.Workbook()
    book.active.append(["姓名", text])
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def zipped(name, content):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return made.getvalue()


def protected(content):
    made = io.BytesIO()
    ooxml.OOXMLFile(io.BytesIO(content)).encrypt("password", made)
    return made.getvalue()


def parquet():
    made = io.BytesIO()
    pl.DataFrame({"a": [PLANTED]}).write_parquet(made)
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", PLANTED.encode()), ("a.csv", PLANTED.encode("gb18030")), ("a.csv", PLANTED.encode("utf-16")), ("a.csv", PLANTED.encode("utf-16-le")),
        ("a.py", PLANTED.encode("utf-8-sig")), ("a.xlsx", workbook(PLANTED)), ("a.zip", zipped("内/a.csv", PLANTED.encode("gb18030"))),
        ("a.zip", zipped("a.xlsx", workbook(PLANTED))), ("a.ods", zipped("content.xml", f"<t>{PLANTED}</t>")),
        ("a.csv.gz", gzip.compress(PLANTED.encode(), mtime=0)),
        ("a.parquet", parquet()), ("noname", PLANTED.encode()),
    ],
)  # fmt: skip
def test_found_in_every_kind_of_file(name, content):
    assert kinds(name, content) == KINDS


WIDE = "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in ID)


@pytest.mark.parametrize("text", [ID.lower(), " ".join((ID[:6], ID[6:10], ID[10:14], ID[14:])), WIDE])
def test_ids_as_people_write_them(text):
    assert [kind for _, kind, _ in numbers_in(f"号{text}止")] == ["resident ID"]


@pytest.mark.parametrize("text", [f"+86 {PHONE}", f"{PHONE[:3]}-{PHONE[3:7]}-{PHONE[7:]}", f"0086{PHONE}"])
def test_phones_as_people_write_them(text):
    assert [(kind, number) for _, kind, number in numbers_in(text)] == [("mobile number", PHONE)]


@pytest.mark.parametrize(
    "text",
    [
        "990122199001011234 19900000001 6217000140006953", ID[:17] + ("0" if ID[17] != "0" else "1"), "0." + PHONE, "1" + PHONE,
        "sha256:" + "6228480012345678" * 4, "20260331093000123", "912345678901",
    ],
)  # fmt: skip
def test_what_passes(text):
    assert list(numbers_in(text)) == []


def test_what_cannot_be_looked_into_is_refused():
    broken = zipped("a.csv", b"x" * 5000)[:60]
    spoilt = bytearray(zipped("a.csv", PLANTED.encode()))
    spoilt[40:48] = b"\xff" * 8  # within the packed bytes
    method = zipped("a.csv", PLANTED.encode()).replace(b"\x08\x00", b"\x63\x00")  # packed in a way that nobody knows
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 9
    for name, content in (
        ("a.xlsx", protected(workbook("x"))), ("a.zip", broken), ("a.zip", bytes(spoilt)), ("a.zip", method), ("a.7z", b"7z\xbc\xaf'\x1c"), ("a.xls", old),
        ("a.csv.gz", gzip.compress(PLANTED.encode(), mtime=0)[:-12]), ("a.parquet", parquet()[:200]),
    ):  # fmt: skip
        assert kinds(name, content) == {"cannot be looked into"}, name


def test_as_a_command_it_names_the_place_and_never_the_number(tmp_path):
    (tmp_path / "a.csv").write_text(f"一\n二 {ID}\n", encoding="utf-8")
    command = [sys.executable, "-m", "schemas.guard"]
    said = subprocess.run(
        [*command, "a.csv"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={"PYTHONPATH": str(ROOT)},
    )
    assert (said.returncode, said.stderr.startswith("a.csv:2: resident ID 622827********")) == (1, True)
    assert ID not in said.stdout + said.stderr
    (tmp_path / "guard-allow.yaml").write_text(
        f'- {{file: a.csv, number: "{Finding("", "", ID).digest}", reason: "a test"}}\n', encoding="utf-8"
    )
    assert (
        subprocess.run(
            [*command, "a.csv"],
            cwd=tmp_path,
            capture_output=True,
            check=False,
            timeout=60,
            env={"PYTHONPATH": str(ROOT)},
        ).returncode
        == 0
    )


def test_an_exception_needs_a_reason(tmp_path):
    (tmp_path / "allow.yaml").write_text(
        '- {file: a.csv, number: "0"}\n- {file: b.csv, number: "1", reason: "made up"}\n', encoding="utf-8"
    )
    assert allowed(tmp_path / "allow.yaml") == {("b.csv", "1"): "made up"}


def test_what_is_committed_is_clean():
    said = subprocess.run(
        [sys.executable, "-m", "schemas.guard"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert (said.returncode, said.stderr) == (0, "")

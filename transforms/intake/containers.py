"""What a file is, told by its bytes and not by its name, and whether it is safe to open.

`kind_of` gives workbook, parquet or text, or refuses. A packed workbook is unpacked once, piece by piece, before a
parser sees it: that shows damage, declared sizes that are too large, and cells so far out that a parser would fill the
memory. What cannot be measured that way is first opened in a process of its own (`transforms.safety`).
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Literal

import pyarrow.parquet as parquet

from transforms.intake.refusal import Refused, no_table_file, unreadable
from transforms.safety import CELLS_LIMIT, COLUMNS_LIMIT, Trial, measured, tried

Kind = Literal["workbook", "parquet", "text"]

UNPACKED_LIMIT = 2 * 1024**3
"""Bytes a workbook may unpack to; the largest honest extract seen (1 M rows × 30) stays under 1.5 GB."""
RATIO_LIMIT = 200
"""Unpacked to packed bytes of one part larger than `RATIO_FROM`; honest sheets stay under 60."""
RATIO_FROM = 32 * 1024**2
MEMBERS_LIMIT = 10_000
OTHER_BOOKS = {"xl/workbook.bin", "content.xml"}
FOOTER_LIMIT = 64 * 1024**2
"""Bytes of what a parquet file says about itself; a few thousand columns take one."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = {
    b"%PDF": "PDF 文件",
    b"Rar!": "RAR 压缩包",
    b"7z\xbc\xaf": "7z 压缩包",
    b"\x1f\x8b": "gzip 压缩包",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"GIF8": "图片",
    b"{\\rtf": "RTF 文档",
    b"SQLite format 3": "数据库文件",
}
_CHUNK = 1024 * 1024
_REPEATED = re.compile(
    rb'<table:table-(cell|row)\b[^<>]{0,400}?number-(?:columns|rows)-repeated="([0-9]+)"[^<>]{0,400}?>'
)


def kind_of(content: bytes) -> Kind:
    """Tell the kind of file; raises `Refused` for what is no table, empty, locked or unsafe."""
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise Refused("empty_file", "文件是空的", "请确认导出是否成功，重新报送；查无数据时请报送只有表头的文件")
    head = content[:1024]
    for magic, what in _OTHERS.items():
        if head.startswith(magic):
            raise no_table_file(what)
    if head.startswith(b"PK"):
        return _packed(content)
    if head.startswith(_OLE):
        return _compound(content)
    if head.startswith(b"PAR1"):
        _check_parquet(content)
        return "parquet"
    if head.startswith((b"\x09\x08", b"\x09\x04", b"\x09\x02")):
        _check_opens("workbook", content)
        return "workbook"
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<table", b"<meta")):
        raise no_table_file("网页或 XML 格式（扩展名可能被改过）；请用表格软件打开后另存为 xlsx")
    return "text"


def _compound(content: bytes) -> Kind:
    names = {
        what: what.encode("utf-16-le") in content
        for what in ("EncryptedPackage", "WordDocument", "PowerPoint Document", "Workbook", "Book")
    }
    if names["EncryptedPackage"]:
        raise password_protected()
    if names["Workbook"] or names["Book"]:
        _check_opens("workbook", content)
        return "workbook"
    if names["WordDocument"] or names["PowerPoint Document"]:
        raise no_table_file("Word 文档或演示文稿")
    raise unreadable("文件不完整，或不是表格软件保存的格式")


def password_protected() -> Refused:
    return Refused(
        "password_protected", "文件设有打开密码，无法读取", "请提供单位去掉密码后重新报送（加密传输请用约定的渠道）"
    )


def _check_parquet(content: bytes) -> None:
    if not content.endswith(b"PAR1") or int.from_bytes(content[-8:-4], "little") > FOOTER_LIMIT:
        raise unreadable("parquet 文件不完整或已损坏")
    try:
        meta = parquet.ParquetFile(io.BytesIO(content)).metadata
        size = sum(meta.row_group(i).total_byte_size for i in range(meta.num_row_groups))
    except Exception as problem:
        raise unreadable("parquet 文件不完整或已损坏") from problem
    if (
        size > UNPACKED_LIMIT
        or meta.num_rows > CELLS_LIMIT
        or meta.num_rows * meta.num_columns > 20 * CELLS_LIMIT
        or meta.num_columns > COLUMNS_LIMIT
    ):
        raise _bomb("parquet 文件展开后过大")
    _check_opens("parquet", content)


def _bomb(what: str) -> Refused:
    return Refused("unsafe_file", f"{what}，为安全起见未打开", "请核实文件来源；确为真实数据的，请分成几个文件报送")


def _packed(content: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            names = {member.filename.replace("\\", "/") for member in members}
            _check_sizes(members)
            _check_purpose(archive, names)
            if "content.xml" in names:
                _check_repeats(archive)
        extent = measured(content)
    except Refused:
        raise
    except Exception as problem:  # zipfile raises half a dozen kinds on damaged input
        raise unreadable("文件不完整或已损坏（可能是传输中断）") from problem
    if extent.is_endless:
        raise _bomb("有一个单元格的内容超过一百万字")
    if extent.rows * extent.columns > CELLS_LIMIT or extent.cells > 2 * CELLS_LIMIT or extent.columns > COLUMNS_LIMIT:
        raise Refused(
            "unsafe_file",
            f"工作表范围过大（{extent.rows} 行 × {extent.columns} 列），多半是表格边缘有误填的单元格",
            "请删除数据区以外的行和列，另存后重新报送",
        )
    if not extent.is_usual or "xl/workbook.xml" not in names or names & OTHER_BOOKS:
        _check_opens("workbook", content)
    return "workbook"


def _check_opens(kind: Literal["workbook", "parquet"], content: bytes) -> None:
    """What no usual program wrote is opened elsewhere first."""
    match tried(kind, content):
        case Trial.TOO_MUCH:
            raise _bomb("打开这个文件需要的内存或时间异常")
        case Trial.DAMAGED:
            raise unreadable("不完整、已损坏，或不是表格软件保存的格式")


def _check_sizes(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MEMBERS_LIMIT or sum(member.file_size for member in members) > UNPACKED_LIMIT:
        raise _bomb("压缩内容展开后过大")
    for member in members:
        if member.file_size > RATIO_FROM and member.file_size > RATIO_LIMIT * max(1, member.compress_size):
            raise _bomb("压缩比异常")


def _check_purpose(archive: zipfile.ZipFile, names: set[str]) -> None:
    if any(member.flag_bits & 1 for member in archive.infolist()):
        raise password_protected()
    if "META-INF/manifest.xml" in names:
        manifest = archive.getinfo("META-INF/manifest.xml")
        if manifest.file_size < RATIO_FROM and b"encryption-data" in archive.read(manifest):
            raise password_protected()
        if "content.xml" in names and "mimetype" in names and b"spreadsheet" in _beginning(archive, "mimetype"):
            return
        raise no_table_file("不是电子表格的 OpenDocument 文件")
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return
    if any(name.startswith("word/") for name in names):
        raise no_table_file("Word 文档")
    if any(name.startswith("ppt/") for name in names):
        raise no_table_file("演示文稿")
    raise no_table_file("压缩包；请解压后报送其中的数据表")


def _beginning(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        return part.read(200)


def _check_repeats(archive: zipfile.ZipFile) -> None:
    """OpenDocument repeats a filled cell or row by a number; empty ones run to the edge
    of the sheet and are harmless."""
    rest = b""
    with archive.open("content.xml") as part:
        while chunk := part.read(_CHUNK):
            _check_repeats_in(rest + chunk)
            rest = chunk[-512:]


def _check_repeats_in(text: bytes) -> None:
    for found in _REPEATED.finditer(text):
        what, times = found.groups()
        if int(times) > 5000 and what == b"cell" and b"office:value" in found.group():
            raise _bomb("单元格重复次数异常")
        if int(times) > 5000 and what == b"row":
            row = text[found.end() : found.end() + 20_000].partition(b"</table:table-row>")[0]
            if b"office:value" in row:
                raise _bomb("数据行重复次数异常")

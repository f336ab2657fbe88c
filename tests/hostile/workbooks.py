"""Hostile workbooks, built part by part: what a spreadsheet program would never write."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
Part = bytes | Iterable[bytes]
MEGABYTE = 1 << 20

HEADER = ["姓名", "身份证明号码", "号牌种类", "号牌号码", "初次登记日期", "机动车状态"]
ROW = ["张三", "99000019900101123X", "小型汽车", "澜A12345", "2020-03-01", "正常"]


def cells(row: list[str], number: int) -> str:
    """A row of inline strings."""
    return (
        f'<row r="{number}">'
        + "".join(
            f'<c r="{chr(65 + i)}{number}" t="inlineStr"><is><t>{text}</t></is></c>' for i, text in enumerate(row)
        )
        + "</row>"
    )


def sheet(rows: str, before: str = "", root: str = "") -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>{before}<worksheet xmlns="{MAIN}"{root}><sheetData>{rows}</sheetData></worksheet>'.encode()


GOOD_ROWS = cells(HEADER, 1) + cells(ROW, 2)
SHARED = f'<?xml version="1.0" encoding="UTF-8"?><sst xmlns="{MAIN}">'


def xlsx(
    sheet1: Part | None = None,
    more: Mapping[str, Part] | None = None,
    shared: Part | None = None,
    path: str = "worksheets/sheet1.xml",
) -> bytes:
    """A workbook of one sheet, its parts as given."""
    kinds = {"worksheet": path} | ({"sharedStrings": "sharedStrings.xml"} if shared is not None else {})
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{LINKS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(kinds.items(), 1)
    )
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets><sheet name="数据" sheetId="1" r:id="rId1"/></sheets></workbook>'
    office = f'<Relationship Id="rId1" Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/>'
    parts: dict[str, Part] = {
        "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}">{office}</Relationships>'.encode(),
        "xl/workbook.xml": book.encode(),
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{links}</Relationships>'.encode(),
        f"xl/{path}": sheet(GOOD_ROWS) if sheet1 is None else sheet1,
    }
    if shared is not None:
        parts["xl/sharedStrings.xml"] = shared
    return packed(parts | dict(more or {}))


def ods(content: bytes) -> bytes:
    """An OpenDocument workbook with this content.xml."""
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = f'<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:file-entry m:full-path="/" m:media-type="{kind}"/></m:manifest>'
    return packed({"mimetype": kind.encode(), "META-INF/manifest.xml": manifest.encode(), "content.xml": content})


def ods_content(rows: str, before: str = "") -> bytes:
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<office:document-content {names}><office:body><office:spreadsheet>'
        f'<table:table table:name="数据">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
    ).encode()


def ods_row(row: list[str]) -> str:
    filled = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row
    )
    return f"<table:table-row>{filled}</table:table-row>"


def packed(parts: Mapping[str, Part]) -> bytes:
    """A zip file; a part may be given in pieces."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(info, "w", force_zip64=not isinstance(part, bytes)) as target:
                for piece in [part] if isinstance(part, bytes) else part:
                    target.write(piece)
    return out.getvalue()


def endless(letter: bytes, size: int) -> bytes:
    """A raw deflate stream of `size` (whole megabytes) of one letter, made by repeating the stream of one megabyte."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    first = packer.compress(letter * MEGABYTE) + packer.flush(zlib.Z_FULL_FLUSH)
    return first * (size // MEGABYTE) + zlib.compressobj(9, zlib.DEFLATED, -15).flush()


def with_endless_part(name: str, size: int) -> bytes:
    """A workbook with one more part that unpacks to `size` bytes and says so; some kilobytes a gigabyte."""
    whole = xlsx(more={name: b""})
    stream = endless(b"0", size)
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        info = archive.getinfo(name)
        begin, directory = info.header_offset, archive.start_dir
    head = struct.pack("<4sHHHHHIIIHH", b"PK\x03\x04", 45, 0, 8, 0, 33, 0, 0xFFFFFFFF, 0xFFFFFFFF, len(name), 20)
    local = head + name.encode() + struct.pack("<HHQQ", 1, 16, size, len(stream)) + stream
    entries, kept = whole[directory : whole.rindex(b"PK\x05\x06")], b""
    while entries:
        length = 46 + sum(struct.unpack("<HHH", entries[28:34]))
        entry, entries = entries[:length], entries[length:]
        kept += b"" if entry[46 : 46 + len(name)] == name.encode() else entry
    count = kept.count(b"PK\x01\x02") + 1
    own = struct.pack(
        "<4sHHHHHHIIIHHHHHII",
        b"PK\x01\x02",
        45,
        45,
        0,
        8,
        0,
        33,
        0,
        0xFFFFFFFF,
        0xFFFFFFFF,
        len(name),
        20,
        0,
        0,
        0,
        0,
        begin,
    )
    central = kept + own + name.encode() + struct.pack("<HHQQ", 1, 16, size, len(stream))
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, len(central), begin + len(local), 0)
    return whole[:begin] + local + central + end

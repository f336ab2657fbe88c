"""The forms in which files are sent: lines of cells → bytes, the same for the same lines. Old and open workbooks are
written by hand, as simply as can be."""

from __future__ import annotations

import csv
import io
import struct
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from xml.sax.saxutils import escape

import pyarrow as pa
import pyarrow.parquet as parquet
import xlsxwriter

from sample_data.damage import Rounded

Cell = str | int | float | date | None
_SECTOR, _FREE, _END, _FAT = 512, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


@dataclass(frozen=True)
class Sheet:
    """One sheet: its lines from the first row on; `merged` are areas (first row, first column,
    last row, last column), from 0."""

    name: str
    lines: Sequence[Sequence[Cell]]
    is_hidden: bool = False
    merged: tuple[tuple[int, int, int, int], ...] = ()


def text(lines: Sequence[Sequence[Cell]], encoding: str, separator: str = ",") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerows(lines)
    return out.getvalue().encode(encoding)


def xlsx(sheets: Sequence[Sheet], created: date) -> bytes:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(
        content,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    book.set_properties({"created": datetime(created.year, created.month, created.day, 9)})
    day, middle = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"align": "center"})
    for described in sheets:
        sheet = book.add_worksheet(described.name)
        for area in described.merged:
            sheet.merge_range(*area, str(described.lines[area[0]][area[1]]), middle)
        starts = {area[:2] for area in described.merged}
        for at, line in enumerate(described.lines):
            for column, cell in enumerate(line):
                if cell is None or (at, column) in starts:
                    continue
                if type(cell) is Rounded:
                    sheet.write_number(at, column, int(cell))
                elif isinstance(cell, str):
                    sheet.write_string(at, column, cell)
                elif isinstance(cell, date):
                    sheet.write_datetime(at, column, datetime(cell.year, cell.month, cell.day), day)
                else:
                    sheet.write_number(at, column, cell)
        if described.is_hidden:
            sheet.hide()
    book.close()
    return content.getvalue()


def parquet_file(lines: Sequence[Sequence[Cell]]) -> bytes:
    """One table; the first line names the columns, whose type is that of their cells, text where they differ."""
    header, *rows = lines
    columns = []
    for cells in zip(*rows, strict=True):
        kinds = {type(cell) for cell in cells if cell is not None}
        columns.append(pa.array(cells if len(kinds) == 1 else [None if cell is None else str(cell) for cell in cells]))
    content = io.BytesIO()
    parquet.write_table(pa.table(columns, names=[str(cell) for cell in header]), content, compression="snappy")
    return content.getvalue()


def ods(sheet: Sheet) -> bytes:
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    rows = "".join(f"<table:table-row>{''.join(map(_ods_cell, line))}</table:table-row>" for line in sheet.lines)
    spaces = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text"))
    body = f'<office:body><office:spreadsheet><table:table table:name="{escape(sheet.name)}">{rows}</table:table></office:spreadsheet></office:body>'
    content = f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.2">{body}</office:document-content>'
    space = 'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{p}" manifest:media-type="{t}"/>'
        for p, t in (("/", kind), ("content.xml", "text/xml"))
    )
    manifest = f'<?xml version="1.0" encoding="UTF-8"?><manifest:manifest {space}>{entries}</manifest:manifest>'
    return zipped(
        {"mimetype": kind.encode(), "content.xml": content.encode(), "META-INF/manifest.xml": manifest.encode()}
    )


def _ods_cell(cell: Cell) -> str:
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, int | float) or type(cell) is Rounded:
        return f'<table:table-cell office:value-type="float" office:value="{cell}"><text:p>{cell}</text:p></table:table-cell>'
    return f'<table:table-cell office:value-type="string"><text:p>{escape(str(cell))}</text:p></table:table-cell>'


def zipped(members: dict[str, bytes]) -> bytes:
    """A packed file without times; the first member stands unpacked, as the kind of an open workbook must."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for at, (name, body) in enumerate(members.items()):
            archive.writestr(zipfile.ZipInfo(name), body, zipfile.ZIP_DEFLATED if at else zipfile.ZIP_STORED)
    return content.getvalue()


def xls(sheet: Sheet) -> bytes:
    """A workbook of 97–2003 (BIFF8) with one sheet of texts and numbers."""

    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    def begins(kind: int) -> bytes:
        return record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))

    end = record(0x000A, b"")
    name = struct.pack("<BB", len(sheet.name), 1) + sheet.name.encode("utf-16-le")
    globals_before = begins(0x0005) + record(0x0042, struct.pack("<H", 1200))
    offset = len(globals_before) + 4 + 6 + len(name) + len(end)
    book = globals_before + record(0x0085, struct.pack("<IBB", offset, 0, 0) + name) + end + begins(0x0010)
    width = max(map(len, sheet.lines))
    book += record(0x0200, struct.pack("<IIHHH", 0, len(sheet.lines), 0, width, 0))
    for row, line in enumerate(sheet.lines):
        for column, cell in enumerate(line):
            place = struct.pack("<HHH", row, column, 0)
            if isinstance(cell, int | float) or type(cell) is Rounded:
                book += record(0x0203, place + struct.pack("<d", float(cell)))
            elif cell is not None:
                body = str(cell).encode("utf-16-le")
                book += record(0x0204, place + struct.pack("<HB", len(body) // 2, 1) + body)
    return compound({"Workbook": book + end})


def locked(rng: Random) -> bytes:
    """What an office program makes of a workbook with a password; inside is noise."""
    return compound({"EncryptionInfo": rng.randbytes(4096), "EncryptedPackage": rng.randbytes(8192)})


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file (the container of old office files) with streams of 4096 bytes or more."""
    bodies = [body.ljust(max(4096, -(-len(body) // _SECTOR) * _SECTOR), b"\0") for body in streams.values()]
    directory = -(-(len(streams) + 1) * 128 // _SECTOR)
    used = directory + sum(len(body) // _SECTOR for body in bodies)
    fats = 1
    while fats * 128 < used + fats:
        fats += 1
    chain = [_FAT] * fats + [fats + at + 1 for at in range(directory - 1)] + [_END]
    entries, first = [], fats + directory
    for number, (name, body) in enumerate(zip(streams, bodies, strict=True), start=1):
        count = len(body) // _SECTOR
        chain += [first + at + 1 for at in range(count - 1)] + [_END]
        entries.append(_entry(name, 2, first, len(body), right=number + 1 if number < len(streams) else _FREE))
        first += count
    chain += [_FREE] * (fats * 128 - len(chain))
    root = _entry("Root Entry", 5, _END, 0, child=1)
    empty = _entry("", 0, 0, 0)
    entries = [root, *entries, *[empty] * (directory * 4 - 1 - len(entries))]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, fats, fats, 0, 4096, _END, 0, _END, 0)
    head += struct.pack("<109I", *range(fats), *[_FREE] * (109 - fats))
    return head + struct.pack(f"<{len(chain)}I", *chain) + b"".join(entries) + b"".join(bodies)


def _entry(name: str, kind: int, first: int, size: int, child: int = _FREE, right: int = _FREE) -> bytes:
    body = (name + "\0").encode("utf-16-le") if name else b""
    return body.ljust(64, b"\0") + struct.pack(
        "<HBBIII16xI16xIQ", len(body), kind, 1, _FREE, right, child, 0, first, size
    )

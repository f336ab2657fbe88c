"""How much a packed workbook (xlsx) becomes when it is opened, told without opening it.

One pass over the bytes of every part, for any part may be named as a sheet. It understands what Excel, WPS, LibreOffice
and the usual libraries write: `<c r="AB12" …><v>7</v></c>`. Whatever else a parser would take for a cell (no position,
other quotes, a prefix, a comment in between) makes the workbook unusual: its extent is then not known.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

CELLS_LIMIT = 60_000_000
"""Cells of the rectangle that spans a sheet; parsers hold all of it."""
COLUMNS_LIMIT = 16_384
"""Columns of a spreadsheet."""
SHARED_LIMIT = 1_500_000_000
"""Bytes that the shared texts may come to, each counted as often as a cell may show it."""
_CHUNK = 1 << 20
_AHEAD = 64
_END = b"PK\x05\x06"
_SHEET = re.compile(rb"<(?:\w+:)?sheet[\s/>]")
_NAME = np.array([chr(i).isalnum() or chr(i) in "._-:" or i >= 128 for i in range(256)])
_DIGIT = np.array([48 <= i <= 57 for i in range(256)])
_UPPER = np.array([65 <= i <= 90 for i in range(256)])
_BLANK_OR = np.array([chr(i) in " \t\r\n+&" for i in range(256)])


@dataclass
class Extent:
    """`is_usual`: the figures hold. `rows` and `columns` of the sheet that spans most cells, `cells` of all sheets
    together, `shared` bytes of text,
    `is_endless`: there is a text of a megabyte, of which a cell holds 32 767 characters."""

    is_usual: bool = True
    is_endless: bool = False
    rows: int = 0
    columns: int = 0
    cells: int = 0
    shared: int = 0


def measured(content: bytes) -> Extent:
    """The extent of an xlsx. Reads every part through, which also checks its length and checksum; raises
    what zipfile raises on damage."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        shared = [member for member in members if _is_shared(member.filename)]
        # With one directory, at the end, every program finds the same parts.
        found = Extent(
            is_usual=len(shared) <= 1
            and content[-22:-18] == _END
            and content.count(_END) == 1
            and content.startswith(b"PK\x03\x04")
        )
        sizes = _shared_sizes(archive, shared[0], found) if shared else np.zeros(0, dtype=np.int64)
        sheets = parts = 0
        for member in members:
            name = member.filename.replace("\\", "/").lower()
            parts += name.startswith("xl/worksheets/") and name.endswith(".xml")
            rows, columns = _part(archive, member, sizes, found)
            found.cells += rows * columns
            if rows * columns >= found.rows * found.columns:
                found.rows, found.columns = rows, columns
            if name == "xl/workbook.xml":
                sheets = len(_SHEET.findall(archive.read(member))) if member.file_size < _CHUNK else len(members)
    found.is_usual &= sheets <= parts and found.shared <= SHARED_LIMIT
    return found


def _is_shared(name: str) -> bool:
    return name.replace("\\", "/").lower() == "xl/sharedstrings.xml"


def _pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[tuple[int, np.ndarray, int]]:
    """Offset, bytes and how many of them count: the last ones of a piece come again, so that nothing is cut in two."""
    rest, offset = b"", 0
    with archive.open(member) as part:
        while True:
            chunk = part.read(_CHUNK)
            piece = rest + chunk
            count = max(0, len(piece) - _AHEAD) if chunk else len(piece)
            yield offset, np.frombuffer(piece + bytes(_AHEAD), dtype=np.uint8), count
            if not chunk:
                return
            rest, offset = piece[count:], offset + count


def _tags(piece: np.ndarray, count: int, found: Extent) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Where tags begin, and the two bytes after. Comments, CDATA and prefixed cells are not usual."""
    places = np.flatnonzero(piece[:count] == ord("<"))
    first, second = piece[places + 1], piece[places + 2]
    colons = np.flatnonzero(piece[:count] == ord(":"))
    after, then = piece[colons + 1], ~_NAME[piece[colons + 2]]
    is_prefixed = (((after == ord("c")) | (after == ord("v"))) & then) | (
        (after == ord("s")) & (piece[colons + 2] == ord("i")) & ~_NAME[piece[colons + 3]]
    )
    found.is_endless |= not len(places) and count >= _CHUNK - _AHEAD
    if is_prefixed.any() or (first == ord("!")).any():
        found.is_usual = False
    return places, first, second


def _shared_sizes(archive: zipfile.ZipFile, member: zipfile.ZipInfo, found: Extent) -> np.ndarray:
    """Bytes of every shared text, markup included."""
    begins, end = [], 0
    for offset, piece, count in _pieces(archive, member):
        places, first, second = _tags(piece, count, found)
        own = places[(first == ord("s")) & (second == ord("i"))]
        begins.append(own[~_NAME[piece[own + 3]]] + offset)
        end = offset + count
    return np.diff(np.concatenate([*begins, [end]]))


def _part(archive: zipfile.ZipFile, member: zipfile.ZipInfo, sizes: np.ndarray, found: Extent) -> tuple[int, int]:
    """The last row and the last column of the cells in a part; adds to `found` what shared texts it may show."""
    rows = columns = 0
    if len(sizes) and (most := int(sizes.max()) * (member.file_size // len(b"<v></v>"))) + found.shared <= SHARED_LIMIT:
        found.shared, sizes = (
            found.shared + most,
            sizes[:0],
        )  # not too much even if every value were the longest text: no need to look
    for _, piece, count in _pieces(archive, member):
        places, first, second = _tags(piece, count, found)
        own = places[(first == ord("c")) & ~_NAME[second]]
        if len(own):
            deepest, widest = _reach(piece, own, found)
            rows, columns = max(rows, deepest), max(columns, widest)
        values = places[(first == ord("v")) & ~_NAME[second]]
        if len(values) and len(sizes):
            found.shared += _shown(piece, values, sizes, found)
    return rows, columns


def _reach(piece: np.ndarray, places: np.ndarray, found: Extent) -> tuple[int, int]:
    """The last row and column among cells that begin at `places`."""
    head = np.lib.stride_tricks.sliding_window_view(piece, 17)[places + 2]
    is_usual = (head[:, :4] == np.frombuffer(b' r="', dtype=np.uint8)).all(axis=1) & _UPPER[head[:, 4]]
    two = _UPPER[head[:, 5]]
    three = two & _UPPER[head[:, 6]]
    column = head[:, 4].astype(np.int64) - 64
    column = np.where(two, column * 26 + head[:, 5] - 64, column)
    column = np.where(three, column * 26 + head[:, 6] - 64, column)
    at = 5 + two + three
    row = np.zeros(len(places), dtype=np.int64)
    lines = np.arange(len(places))
    is_open = np.ones(len(places), dtype=bool)
    for _ in range(8):
        octet = head[lines, np.minimum(at, 16)]
        is_open &= _DIGIT[octet]
        row = np.where(is_open, row * 10 + octet - 48, row)
        at = at + is_open
    is_usual &= ~is_open & (head[lines, np.minimum(at, 16)] == ord('"')) & (row > 0)
    if not is_usual.all():
        found.is_usual = False
    return int(row[is_usual].max(initial=0)), int(column[is_usual].max(initial=0))


def _shown(piece: np.ndarray, places: np.ndarray, sizes: np.ndarray, found: Extent) -> int:
    """Bytes of the shared texts that values at `places` would show if every whole number among
    them were the number of a text."""
    head = np.lib.stride_tricks.sliding_window_view(piece, 12)[places + 2]
    is_empty = head[:, 0] == ord("/")
    is_plain = (head[:, 0] == ord(">")) & ~_BLANK_OR[head[:, 1]] & ~((head[:, 1] == ord("0")) & _DIGIT[head[:, 2]])
    number = np.zeros(len(places), dtype=np.int64)
    is_open = is_plain.copy()
    last = head[:, 1]
    for index in range(1, 11):
        last = np.where(is_open, head[:, index], last)
        is_open &= _DIGIT[head[:, index]]
        number = np.where(is_open, number * 10 + head[:, index] - 48, number)
    if not (is_plain | is_empty).all() or (last == ord("&")).any():
        found.is_usual = False
    is_number = is_plain & ~is_open & (last == ord("<")) & (number < len(sizes)) & _DIGIT[head[:, 1]]
    return int(sizes[number[is_number]].sum())

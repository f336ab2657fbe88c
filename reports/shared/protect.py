"""Files with full IDs: the same lists and papers, written only as files that ask for a password when they are
opened (Excel, WPS, LibreOffice).

The clear content exists in memory only. ECMA-376 agile encryption: AES-256, the password stretched
by 100 000 rounds of SHA-512.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path

import duckdb

from reports import applications, leads, proposals, review
from reports.shared import labels
from reports.shared.batch_files import BatchFiles, open_batch
from reports.shared.texts import Texts
from reports.shared.workbook import Book
from schemas.row_keys import RowKeys

LISTS = (review, proposals, applications, leads)  # the reports that print an ID
FOLDER = "全证号名单"  # beside the masked files of the batch
COUNTY = "县级"  # whose password opens what belongs to no single township


def protected(content: bytes, password: str) -> bytes:
    """An xlsx or docx as the encrypted file of the same kind."""
    from msoffcrypto.format.ooxml import OOXMLFile

    encrypted = io.BytesIO()
    OOXMLFile(io.BytesIO(content)).encrypt(password, encrypted)
    return encrypted.getvalue()


@dataclass
class ProtectedFiles(BatchFiles):
    """A batch whose workbooks are written under the password of their township."""

    password_of: Callable[[str], str] = str

    def _place(self, book: Book, path: Path, township: str | None) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(protected(book.content(), self.password_of(township or COUNTY)))


def townships(con: duckdb.DuckDBPyConnection, batch_id: str) -> list[str]:
    """The townships that have a list, under the names that their passwords go by."""
    return sorted(open_batch(con, batch_id, Path(), Texts()).townships)


def write_lists(
    con: duckdb.DuckDBPyConnection,
    batch_id: str,
    out: Path,
    texts: Texts,
    row_keys: RowKeys,
    password_of: Callable[[str], str],
) -> ProtectedFiles:
    """Write the lists that print IDs below `out`, from the mart tables as `con` shows
    them. Returns what was written."""
    batch = open_batch(con, batch_id, out, texts, row_keys=row_keys)
    files = ProtectedFiles(
        **{field.name: getattr(batch, field.name) for field in fields(batch)}, password_of=password_of
    )
    for report in LISTS:
        report.write(files)
    return files


def township_of(name: str | None) -> str:
    """The name that a township's password goes by."""
    return (name or "").strip() or labels.UNKNOWN_TOWNSHIP

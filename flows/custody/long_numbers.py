"""The long numbers in the bytes of a file of any kind: IDs, phones, accounts, whatever they are packed in."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO

from schemas.identity import is_valid

_RUN = re.compile(rb"[0-9]{11,}[Xx]?")


def found_in(content: bytes) -> set[bytes]:
    """The long numbers in a file: in its bytes, as UTF-16 too, and in the members of a ZIP."""
    found = set()
    for part in _parts(content):
        found.update(_RUN.findall(part))
        if part[8:12] != b"DUCK":  # a database keeps its text as UTF-8
            found.update(_RUN.findall(part.replace(b"\0", b"")))
    return found


def are_in(content: bytes, numbers: set[bytes]) -> bool:
    """Whether a file holds one of these numbers, by itself or as a part of a longer one."""
    return any(piece in numbers for run in found_in(content) for piece in _pieces(run.upper()))


def names_someone(number: str) -> bool:
    """Whether a number of a delivered file is an ID, a mobile phone or a bank account, and none of the
    many that a file is made with."""
    return is_valid(number) or bool(re.fullmatch(r"1[3-9][0-9]{9}|6[0-9]{15,18}", number))


def _parts(content: bytes) -> Iterator[bytes]:
    yield content
    if content.startswith(b"PK"):
        try:
            with zipfile.ZipFile(BytesIO(content)) as archive:
                for member in archive.namelist():
                    yield archive.read(member)
        except zipfile.BadZipFile:
            return


def _pieces(run: bytes) -> Iterator[bytes]:
    """A number itself, and the IDs that a longer one may hide."""
    yield run
    for start in range(len(run) - 18 + 1 if len(run) > 18 else 0):
        yield run[start : start + 18]

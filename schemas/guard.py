"""The commit guard: no real person's number enters this repository. `python -m schemas.guard [FILE…]`; without
files, everything that git tracks.

Refused are valid resident IDs whose division code is not synthetic (990000-999999), mobile numbers outside the sample's
range, and bank cards (Luhn) outside the sample's; in text of any encoding, and inside workbooks, documents, archives
and databases' neighbours such as Parquet. A file that cannot be looked into is refused as well. What is found is named
by place and masked; exceptions stand in guard-allow.yaml with a reason.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import re
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from schemas.identity import is_valid
from schemas.masking import mask_digits

ALLOWED = "guard-allow.yaml"
LARGEST = 256 * 1024**2
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HASH = re.compile(r"\b[0-9a-fA-F]{32,}\b")  # digits within a digest are nobody's
_BREAK = r"[ \-]?"
_ID = re.compile(rf"(?<![0-9])[1-9][0-9]{{5}}{_BREAK}[0-9]{{4}}{_BREAK}[0-9]{{4}}{_BREAK}[0-9]{{3}}[0-9Xx](?![0-9])")
_PHONE = re.compile(rf"(?<![0-9.])(?:\+?86{_BREAK}|0086)?(1[3-9][0-9]{_BREAK}[0-9]{{4}}{_BREAK}[0-9]{{4}})(?![0-9])")
_CARD = re.compile(rf"(?<![0-9.])[3-69](?:{_BREAK}[0-9]){{15,18}}(?![0-9])")
_SYNTHETIC_PHONE = re.compile(r"199000[0-9]{5}")  # what sample_data.world gives out
_SYNTHETIC_CARD = re.compile(
    r"62(?:17|28)[0-9]{12}|99[0-9]{14,17}"
)  # 16 digits, where real cards of these banks have 19; damaged synthetic IDs
_IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".ico", ".woff", ".woff2", ".ttf")


@dataclass(frozen=True)
class Finding:
    """One number that must not be there."""

    place: str
    kind: str
    number: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.number.encode()).hexdigest()[:16]


def numbers_in(text: str) -> Iterator[tuple[int, str, str]]:
    """(position, kind, number) of every number of a person in a text."""
    text = _HASH.sub(lambda found: "#" * len(found[0]), unicodedata.normalize("NFKC", text))
    ids = set()
    for found in _ID.finditer(text):
        number = re.sub(r"[ \-]", "", found[0]).upper()
        if is_valid(number):
            ids.add(found.start())
            if not number.startswith("99"):
                yield found.start(), "resident ID", number
    for found in _PHONE.finditer(text):
        number = re.sub(r"[ \-]", "", found[1])
        if not _SYNTHETIC_PHONE.fullmatch(number):
            yield found.start(), "mobile number", number
    for found in _CARD.finditer(text):
        number = re.sub(r"[ \-]", "", found[0])
        if found.start() not in ids and is_card(number) and not _SYNTHETIC_CARD.fullmatch(number):
            yield found.start(), "bank card", number


def is_card(number: str) -> bool:
    """Whether the check digit (Luhn) is right."""
    digits = [int(digit) for digit in reversed(number)]
    return sum(d if place % 2 == 0 else d * 2 - 9 * (d > 4) for place, d in enumerate(digits)) % 10 == 0


def findings(name: str, content: bytes) -> Iterator[Finding]:
    """Every number in a file, inside what it contains too."""
    for place, text in _texts(name, content):
        if text is None:
            yield Finding(place, "cannot be looked into", place)
            continue
        for position, kind, number in numbers_in(text):
            line = text.count("\n", 0, position) + 1
            yield Finding(f"{place}:{line}", kind, number)


def _texts(name: str, content: bytes) -> Iterator[tuple[str, str | None]]:
    """(place, text) for each text in a file; None where it cannot be looked into, whatever its reader makes of it."""
    try:
        yield from _readable(name, content)
    except Exception:  # zipfile, gzip, calamine and polars raise a dozen kinds on damaged, cut or unknown content
        yield name, None


def _readable(name: str, content: bytes) -> Iterator[tuple[str, str | None]]:
    if len(content) > LARGEST:
        yield name, None
    elif content.startswith(b"PK\x03\x04"):
        yield from _members(name, content)
    elif content.startswith(b"\x1f\x8b"):
        with gzip.open(io.BytesIO(content)) as packed:
            yield from _texts(f"{name}!", packed.read(LARGEST + 1))
    elif content.startswith(_COMPOUND):
        yield name, None if "EncryptedPackage".encode("utf-16-le") in content else _cells(content)
    elif content.startswith(b"PAR1"):
        import polars as pl

        yield name, pl.read_parquet(io.BytesIO(content)).select(pl.all().cast(pl.String, strict=False)).write_csv()
    elif name.lower().endswith((".7z", ".rar")):
        yield name, None
    elif not name.lower().endswith(_IMAGES):
        yield name, decoded(content)


def _members(name: str, content: bytes) -> Iterator[tuple[str, str | None]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for member in archive.infolist():
            if member.flag_bits & 1 or member.file_size > LARGEST:
                yield f"{name}!{member.filename}", None
            elif not member.is_dir():
                yield from _texts(f"{name}!{member.filename}", archive.read(member))


def _cells(content: bytes) -> str:
    """The text of an old workbook (xls)."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    sheets = [book.get_sheet_by_name(sheet).to_python() for sheet in book.sheet_names]
    return "\n".join(
        "\t".join(str(int(c)) if isinstance(c, float) and c.is_integer() else str(c) for c in row)
        for sheet in sheets
        for row in sheet
    )


def decoded(content: bytes) -> str:
    """Text of any of the encodings that offices use."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    if content.count(b"\0") * 3 > len(content):
        return content.decode("utf-16-le" if content[1::2].count(0) > content[::2].count(0) else "utf-16-be", "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def allowed(path: Path) -> dict[tuple[str, str], str]:
    """(file, digest) → reason, from guard-allow.yaml."""
    if not path.is_file():
        return {}
    entries = yaml.safe_load(path.read_text(encoding="utf-8")) or []
    return {(entry["file"], entry["number"]): entry["reason"] for entry in entries if entry.get("reason")}


def main(arguments: list[str]) -> int:
    names = arguments or subprocess.run(
        ["git", "ls-files", "-z"], capture_output=True, text=True, check=True
    ).stdout.split("\0")
    known, used, refused = allowed(Path(ALLOWED)), set(), 0
    for name in sorted(filter(None, names)):
        path = Path(name)
        if not path.is_file() or path.is_symlink():
            continue
        told = set()
        for found in findings(name, path.read_bytes()):
            key = (name, found.digest)
            if key in known:
                used.add(key)
            elif (found.place, found.number) not in told:
                told.add((found.place, found.number))
                refused += 1
                shown = f" {mask_digits(found.number)} (sha256 {found.digest})" if found.number != found.place else ""
                print(f"{found.place}: {found.kind}{shown}", file=sys.stderr)
    stale = set() if arguments else known.keys() - used
    for name, digest in sorted(stale):
        print(f"{ALLOWED}: {name} {digest} is not found any more; delete the entry", file=sys.stderr)
    if refused:
        print(f"{refused} numbers that may be a real person's: use synthetic ones (README of sample_data), or allow one in {ALLOWED} with its reason",
              file=sys.stderr)  # fmt: skip
    return 1 if refused or stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Personal numbers of a delivered county, and a search for them in any text."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

import duckdb

from schemas.identity import is_valid
from schemas.model import catalog

_RUN = re.compile(r"[0-9]{11,}[Xx]?")
LENGTHS = (11, 15, 16, 17, 18, 19, 20)


@dataclass(frozen=True)
class Personal:
    ids: frozenset[str]
    phones: frozenset[str]
    accounts: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        return self.ids | self.phones | self.accounts

    def found_in(self, text: str) -> set[str]:
        """The numbers of this county that stand in a text, inside longer runs of digits too."""
        found = set()
        for run in set(_RUN.findall(text)):
            for length in LENGTHS:
                for start in range(len(run) - length + 1):
                    piece = run[start : start + length].upper()
                    if piece in self.all:
                        found.add(piece)
        return found

    def found_in_file(self, path: Path) -> set[str]:
        """As `found_in`, in the bytes of a file, as ASCII and as UTF-16, and in every
        member of a ZIP (an xlsx or docx)."""
        content = path.read_bytes()
        return self.found_in_bytes(content)

    def found_in_bytes(self, content: bytes) -> set[str]:
        found = self.found_in(content.decode("latin-1"))
        if b"\x00" in content[:4096] or b"\x00" in content:
            found |= self.found_in(content.replace(b"\x00", b"").decode("latin-1"))
        if content.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                for member in archive.namelist():
                    found |= self.found_in_bytes(archive.read(member))
        return found


def delivered(core: Path, key: str | None = None) -> Personal:
    """Every valid resident ID, mobile phone and bank account among the cleaned rows and the register of persons."""
    con = duckdb.connect()
    con.execute(f"ATTACH '{core}' AS store (READ_ONLY)")
    texts = [
        text
        for (text,) in con.execute(
            "SELECT resident_id FROM store.core.persons WHERE resident_id IS NOT NULL"
        ).fetchall()
    ]
    for dataset in catalog().datasets.values():
        for column in dataset.columns.values():
            if column.personal:
                texts += [
                    str(t)
                    for (t,) in con.execute(
                        f'SELECT DISTINCT "{column.name}" FROM store.clean."{dataset.name}"'
                    ).fetchall()
                    if t
                ]
    con.close()
    numbers = {run for text in texts for run in re.findall(r"(?<![0-9])[0-9]{11,19}[Xx]?(?![0-9])", text)}
    ids = frozenset(number.upper() for number in numbers if is_valid(number.upper()))
    phones = frozenset(number for number in numbers if re.fullmatch(r"1[3-9][0-9]{9}", number))
    accounts = frozenset(number for number in numbers - ids if re.fullmatch(r"6[0-9]{15,18}", number))
    return Personal(ids, phones, accounts)

"""反馈退回: one workbook per township and returned file, one row per row that was not taken in, with its reason and
everything that was filled in.

A row is put right here and handed in again: it keeps its key.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from reports.shared import labels, naming
from reports.shared.columns import Column
from reports.shared.list_columns import FEEDBACK
from reports.shared.workbook import Book

FOLDER = "反馈退回"
LEADING = (
    Column("退回原因", cap=36, of="reasons", wording="；".join),
    Column("原工作表", cap=12, of="sheet"),
    Column("原行号", "code", cap=8, of="row"),
)
NOTE = "请按退回原因改正浅黄色栏后，将本表交回；不需要改的行不必重填"
COLUMNS_LIMIT = 80


@dataclass(frozen=True)
class Line:
    """One row sent back: `whole` is the row as it came (title, text), `key` its key as found."""

    file: str
    township: str | None
    reasons: tuple[str, ...]
    sheet: str
    row: int
    key: str
    whole: tuple[tuple[str, str], ...]


def path_of(township: str | None, file: str) -> str:
    """Where the rows of a returned file go, relative to the workspace's out folder."""
    return f"{FOLDER}/{naming.file_name(township or labels.UNKNOWN_TOWNSHIP)}/{stem_of(file)}.xlsx"


def stem_of(file: str) -> str:
    """The name of the workbook for a returned file; sent back twice, it still carries 退回 once."""
    stem = file.rpartition("/")[2].rpartition(".")[0].removesuffix("_退回")
    return f"{naming.file_name(stem)}_退回"


def write(lines: Iterable[Line], out: Path, as_of: date) -> list[Path]:
    """Write the workbooks below `out`; returns their paths."""
    lines = list(lines)
    townships = naming.file_names({line.township or labels.UNKNOWN_TOWNSHIP for line in lines})
    groups: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        groups.setdefault((townships[line.township or labels.UNKNOWN_TOWNSHIP], stem_of(line.file)), []).append(line)
    paths = []
    for (township, stem), members in sorted(groups.items()):
        book = Book(f"{township} 反馈退回（{stem}）", as_of, NOTE)
        by_columns: dict[tuple[str, ...], list[Line]] = {}
        for line in members:
            by_columns.setdefault(tuple(title for title, _ in line.whole[:COLUMNS_LIMIT]), []).append(line)
        for number, (titles, rows) in enumerate(by_columns.items(), start=1):
            # The columns that a former return added stand for this one.
            kept = [index for index, title in enumerate(titles) if title not in _LEADING_TITLES]
            columns = (*LEADING, *(_column(titles[index], index) for index in kept))
            values = [
                {"reasons": row.reasons, "sheet": row.sheet, "row": row.row}
                | {_place(index): row.whole[index][1] for index in kept}
                for row in rows
            ]
            book.sheet(f"退回{number}", columns, values, keys=[row.key for row in rows])
        paths.append(book.save(out / FOLDER / township / f"{stem}.xlsx"))
    return paths


def _place(index: int) -> str:
    """The field of a value of the returned row: titles may stand twice."""
    return f"column {index}"


def _column(title: str, index: int) -> Column:
    """A column of the returned file: those to fill in stay open, with their drop-downs, and
    show what was written as text."""
    return replace(_FILLED.get(title.strip()) or Column(title, cap=14), kind="text", of=_place(index))


_FILLED: Mapping[str, Column] = {column.title: column for column in FEEDBACK}
_LEADING_TITLES = {column.title for column in LEADING}

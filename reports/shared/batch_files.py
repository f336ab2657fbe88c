"""What every report of one batch shares: the connection, the batch's own facts, folder names, and
the tally of what was written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb

from reports.shared import labels, naming
from reports.shared.columns import Column
from reports.shared.texts import Texts
from reports.shared.workbook import Book
from schemas.row_keys import Kind, RowKeys

Row = dict[str, Any]
UNKEYED = RowKeys("")

_TOWNSHIPS = """
    SELECT DISTINCT township FROM (
        SELECT township FROM mart.households WHERE batch_id = $batch_id
        UNION ALL SELECT township FROM mart.leads WHERE batch_id = $batch_id
        UNION ALL SELECT township FROM mart.applications WHERE batch_id = $batch_id)
"""
_DEPARTMENTS = """
    SELECT DISTINCT department FROM (
        SELECT department FROM mart.issues WHERE batch_id = $batch_id
        UNION ALL SELECT department FROM mart.plans WHERE batch_id = $batch_id)
"""


def fetch(con: duckdb.DuckDBPyConnection, sql: str, **parameters: Any) -> list[Row]:
    """The rows of one statement as dictionaries. Text only enters as parameters."""
    cursor = con.execute(sql, parameters)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@dataclass
class BatchFiles:
    """`history`: the trend rows of earlier batches. `written` counts data rows per report name; `paths` lists the
    files in the order of writing."""

    con: duckdb.DuckDBPyConnection
    batch_id: str
    about: Row
    out: Path
    texts: Texts
    townships: Mapping[str, str]
    departments: Mapping[str, str]
    history: Sequence[Row] = ()
    row_keys: RowKeys = UNKEYED
    written: dict[str, int] = field(default_factory=dict)
    per_township: dict[tuple[str, str], int] = field(default_factory=dict)
    paths: list[Path] = field(default_factory=list)
    _asked: dict[tuple[str, str], list[Row]] = field(default_factory=dict)

    @property
    def as_of(self) -> date:
        return self.about["as_of"]

    def query(self, report: str, name: str, **parameters: Any) -> list[Row]:
        """The rows of `reports/<report>/<name>.sql` for this batch."""
        sql = files("reports").joinpath(report, f"{name}.sql").read_text(encoding="utf-8")
        return fetch(self.con, sql, batch_id=self.batch_id, **parameters)

    def query_once(self, report: str, name: str) -> list[Row]:
        """The same, kept: for a question that two reports ask."""
        if (report, name) not in self._asked:
            self._asked[report, name] = self.query(report, name)
        return self._asked[report, name]

    def key(self, kind: Kind, subject_id: str) -> str:
        """The signed key of a row about this case, household, application or lead."""
        return self.row_keys.sign(kind, self.batch_id, subject_id)

    def by_township(self, rows: Iterable[Row]) -> Iterator[tuple[str, list[Row]]]:
        """Rows grouped by township in the order of names; a row without one belongs to 未知乡镇."""
        yield from _grouped(rows, "township", labels.UNKNOWN_TOWNSHIP)

    def by_village(self, rows: Iterable[Row]) -> Iterator[tuple[str, list[Row]]]:
        """Rows of one township grouped under clean sheet names; a row without a village belongs to 未知村."""
        groups = list(_grouped(rows, "village", labels.UNKNOWN_VILLAGE))
        sheets = naming.sheet_names(village for village, _ in groups)
        yield from ((sheets[village], members) for village, members in groups)

    def township_path(self, township: str, report: str) -> Path:
        """乡镇/<乡镇>/<报表>_<乡镇>_<batch>.xlsx"""
        folder = self.townships[township]
        return self.out / "乡镇" / folder / f"{report}_{folder}_{self.file_batch}.xlsx"

    def department_path(self, department: str, report: str) -> Path:
        """部门/<部门>/<报表>_<部门>_<batch>.xlsx"""
        folder = self.departments[department]
        return self.out / "部门" / folder / f"{report}_{folder}_{self.file_batch}.xlsx"

    @property
    def file_batch(self) -> str:
        return naming.file_name(self.batch_id)

    def book(self, title: str) -> Book:
        return Book(f"{title}（{self.batch_id}，基准日 {self.as_of.isoformat()}）", self.as_of, labels.NOTE)

    def save(self, book: Book, path: Path, report: str, rows: int, township: str | None = None) -> None:
        self._place(book, path, township)
        self.paths.append(path)
        self.written[report] = self.written.get(report, 0) + rows
        if township is not None:
            self.per_township[report, township] = rows

    def _place(self, book: Book, path: Path, township: str | None) -> None:
        book.save(path)

    def save_list(
        self,
        township: str,
        report: str,
        title: str,
        columns: Sequence[Column],
        rows: Sequence[Row],
        key: Callable[[Row], str],
        by_village: bool = False,
    ) -> None:
        """A township's file that comes back, of one sheet or one a village; nothing when there
        are no rows. `key` signs a row."""
        if rows:
            book = self.book(f"{township} {title}")
            for sheet, members in self.by_village(rows) if by_village else ((report, rows),):
                book.sheet(sheet, columns, members, self, keys=[key(row) for row in members])
            self.save(book, self.township_path(township, report), report, len(rows), township)


def _known(name: str | None, unknown: str) -> str:
    return (name or "").strip() or unknown


def _grouped(rows: Iterable[Row], key: str, unknown: str) -> Iterator[tuple[str, list[Row]]]:
    def name(row: Row) -> str:
        return _known(row[key], unknown)

    for value, members in groupby(
        sorted(rows, key=name), key=name
    ):  # stable: the order of the query stays within a group
        yield value, list(members)


def open_batch(
    con: duckdb.DuckDBPyConnection,
    batch_id: str,
    out: Path,
    texts: Texts,
    history: Sequence[Row] = (),
    row_keys: RowKeys | None = None,
) -> BatchFiles:
    """Read what the batch says of itself. Raises LookupError when mart.batches does not know it."""
    found = fetch(con, "SELECT * FROM mart.batches WHERE batch_id = $batch_id", batch_id=batch_id)
    if not found:
        raise LookupError(
            f"mart.batches has no batch {batch_id!r}, so its files cannot be written; fill the mart tables before the reports"
        )
    townships = con.execute(_TOWNSHIPS, {"batch_id": batch_id}).fetchall()
    departments = con.execute(_DEPARTMENTS, {"batch_id": batch_id}).fetchall()
    return BatchFiles(
        con=con,
        batch_id=batch_id,
        about=found[0],
        out=out,
        texts=texts,
        townships=naming.file_names(_known(name, labels.UNKNOWN_TOWNSHIP) for (name,) in townships),
        departments=naming.file_names(texts.department(name) for (name,) in departments),
        row_keys=row_keys or UNKEYED,
        history=history,
    )

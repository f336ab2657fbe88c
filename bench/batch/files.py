"""A benchmark county as the files that departments deliver: three quarters of the rows CSV, half of
these GB18030, the rest xlsx.

Made once per seed, size and code; a later run finds them where they are.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path

import polars as pl
import xlsxwriter

from bench.batch.people import AS_OF, Size, people
from bench.batch.plans import PLANS, UNPLANNED, Form
from bench.batch.rows import datasets
from schemas.model import Catalog, Column, Dataset, catalog

SHEET_ROWS, TEXT_ROWS = 150_000, 250_000
WEEK = timedelta(days=7)
REDELIVERED = ("civil_affairs", "medical_insurance")
"""The two departments that deliver again in the next week: the roster's own, and one whose events come weekly."""
_KEPT = 0.95  # of an events dataset that is delivered again: as much as last week's file already held


def county(folder: Path, seed: int, size: Size, all_csv: bool = False, counties: int = 1) -> Path:
    """The inbox of a county, or of a prefecture of several, made unless it is there; beside it
    `rows.json`, the rows per dataset."""
    made = folder / _key("county", seed, size, all_csv, counties)
    inbox = made / "inbox"
    if not (made / "rows.json").is_file():
        inbox.mkdir(parents=True, exist_ok=True)
        rows: dict[str, int] = {}
        with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
            for number in range(counties):
                part = f"{number + 1}" if counties > 1 else ""
                writing = []
                for dataset, form, frame in _delivered(seed + number, size, all_csv, number):
                    rows[dataset.name] = rows.get(dataset.name, 0) + len(frame)
                    writing += [
                        pool.submit(_write, inbox / file, form, dataset, piece)
                        for file, piece in _pieces(dataset, form, frame, 0, part)
                    ]
                for written in writing:
                    written.result()
        (made / "rows.json").write_text(json.dumps(rows), encoding="utf-8")
    return inbox


def next_week(folder: Path, seed: int, size: Size, before: Path) -> Path:
    """The inbox a week later: what the others delivered still lies there, and two departments have put newer
    files in the place of theirs."""
    made = folder / _key("week", seed, size, False, 1)
    inbox = made / "inbox"
    if not (made / "done").is_file():
        inbox.mkdir(parents=True, exist_ok=True)
        titles = {catalog().departments[name].title for name in REDELIVERED}
        for file in before.iterdir():
            if file.name.split("_")[0] not in titles and not (inbox / file.name).exists():
                os.link(file, inbox / file.name)
        fresh = {
            dataset.name: frame
            for dataset, _, frame in _delivered(seed + 1_000, size, False, 0, set(REDELIVERED), seed)
        }
        for dataset, form, frame in _delivered(seed, size, False, 0, set(REDELIVERED)):
            if dataset.mode == "events":
                kept = round(len(frame) * _KEPT)
                frame = pl.concat([frame.tail(kept), fresh[dataset.name].head(len(frame) - kept)])
            for name, piece in _pieces(dataset, form, frame, 1, ""):
                _write(inbox / name, form, dataset, piece)
        (made / "done").touch()
    return inbox


def rows_of(inbox: Path) -> int:
    """Rows in all of an inbox that `county` made."""
    return sum(json.loads((inbox.parent / "rows.json").read_text(encoding="utf-8")).values())


def _key(kind: str, *what: object) -> str:
    """What files depend on: the arguments, this generator, and the catalog of datasets."""
    digest = hashlib.sha256(repr(what).encode())
    for file in sorted(Path(__file__).parent.glob("*.py")):
        if file.stem in ("people", "plans", "values", "rows", "files"):
            digest.update(file.read_bytes())
    digest.update(repr(catalog()).encode())
    return f"{kind}-{digest.hexdigest()[:12]}"


def _delivered(
    seed: int, size: Size, all_csv: bool, number: int, only: set[str] | None = None, people_seed: int | None = None
) -> Iterator[tuple[Dataset, Form, pl.DataFrame]]:
    found: Catalog = catalog()
    residents = people(seed if people_seed is None else people_seed, size, number)
    for order, (dataset, plan, frame) in enumerate(datasets(found, residents, seed, size, only)):
        form = plan.form if not (all_csv and plan.form == "xlsx") else ("gb18030", "utf-8")[order % 2]
        yield dataset, form, frame


def _pieces(
    dataset: Dataset, form: Form, frame: pl.DataFrame, weeks: int, part: str
) -> Iterator[tuple[str, pl.DataFrame]]:
    """File names as the README tells, with a number where a delivery is cut into several files."""
    day = AS_OF - timedelta(days=PLANS.get(dataset.name, UNPLANNED).days) + weeks * WEEK
    most = SHEET_ROWS if form == "xlsx" else TEXT_ROWS
    count = max(1, -(-len(frame) // most))
    for number in range(count):
        label = "".join(f"_{n}" for n in (part, f"{number + 1}" if count > 1 else "") if n)
        name = f"{catalog().departments[dataset.department].title}_{dataset.title}_{day:%Y%m%d}{label}.{'xlsx' if form == 'xlsx' else 'csv'}"
        yield name, frame[number * most : (number + 1) * most]


def _said(column: Column) -> pl.Expr:
    """A column as departments write it, under its usual header."""
    found = pl.col(column.name)
    match column.type:
        case "date":
            found = found.dt.strftime("%Y-%m-%d")
        case "month":
            found = found.dt.strftime("%Y-%m")
        case "bool":
            found = pl.when(found).then(pl.lit("是")).when(~found).then(pl.lit("否"))
        case "code":
            found = found.replace({code: spellings[0] for code, spellings in column.codes.items()})
        case "money" if column.delivered_unit == "万元":
            found = (found.cast(pl.Float64) / 10_000).round(4)
        case "money" | "number":
            found = found.cast(pl.Float64)
    return found.alias(column.headers[0])


def _write(path: Path, form: Form, dataset: Dataset, frame: pl.DataFrame) -> None:
    said = frame.select(_said(column) for column in dataset.columns.values())
    if form == "xlsx":
        _write_xlsx(path, said)
        return
    text = io.BytesIO()
    said.write_csv(text, line_terminator="\r\n")
    path.write_bytes(text.getvalue() if form == "utf-8" else text.getvalue().decode("utf-8").encode("gb18030"))


def _write_xlsx(path: Path, said: pl.DataFrame) -> None:
    """As office programs save it: texts are shared strings, amounts number cells."""
    book = xlsxwriter.Workbook(str(path), {"in_memory": True})
    sheet = book.add_worksheet("Sheet1")
    sheet.write_row(0, 0, said.columns)
    for index, column in enumerate(said):
        write = sheet.write_number if column.dtype.is_numeric() else sheet.write_string
        for row, cell in enumerate(column.to_list(), start=1):
            if cell is not None:
                write(row, index, cell)
    book.close()

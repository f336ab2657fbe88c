"""Intake: the bytes of one delivered file → clean rows, issues and counts.

`take_in` is pure: it knows no path and no clock, and never raises for what a file contains; a file that cannot be read
is rejected with one issue that says what, why and what next. Only a correction that does not
fit raises (`CorrectionError`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Literal

import polars as pl

from schemas.clean import clean_types
from schemas.model import Catalog
from transforms.intake import corrections, issues
from transforms.intake.containers import kind_of
from transforms.intake.corrections import Correction, CorrectionError
from transforms.intake.headers import Fit, all_spellings, header_forms
from transforms.intake.observed import date_above, date_in_name, newest_query
from transforms.intake.reading import ObservedFrom, ReadAs, TableRead, said
from transforms.intake.recognise import Ambiguous, Recognised, ambiguous, dataset_named, department_named, recognise
from transforms.intake.refusal import Refused
from transforms.intake.sheets import Grid, read_parquet, read_workbook
from transforms.intake.tables import RawTable, data_rows, raw_table, typed_rows
from transforms.intake.text import read_text
from transforms.intake.validate import validate

__all__ = ["Correction", "CorrectionError", "Intake", "RawTable", "ReadAs", "take_in"]

LOCK_FILES = ("~$", ".~lock.")
NO_ROWS: dict[str, pl.DataType] = {"sheet": pl.String(), "row": pl.Int64()}


@dataclass(frozen=True)
class Intake:
    """What one file gave. `rows_read` = `rows_accepted` + `rows_quarantined`; `clean` has the accepted rows only.

    `read_as` says how an accepted file was read; the same stands among the issues as a warning `reading`.
    """

    disposition: Literal["accepted", "rejected", "passed_over"]
    dataset: str | None = None
    department: str | None = None
    tables: tuple[RawTable, ...] = ()
    clean: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=NO_ROWS))
    issues: pl.DataFrame = field(default_factory=issues.no_issues)
    rows_read: int = 0
    rows_accepted: int = 0
    rows_quarantined: int = 0
    observed_on: dt.date | None = None
    read_as: ReadAs | None = None


def take_in(name: str, content: bytes, catalog: Catalog, corrected: Sequence[Correction] = ()) -> Intake:
    """Read one file. `name` is its file name, `content` its bytes, `corrected` the corrections of
    it; nothing else is looked at."""
    intake = _taken(name, content, catalog, corrected)
    if corrected and intake.disposition != "accepted":
        why = intake.issues["code"][0] if len(intake.issues) else intake.disposition
        raise CorrectionError(
            f"{corrected[0].place}: the file is not accepted ({why}); have it delivered anew, or remove this entry"
        )
    return intake


def _taken(name: str, content: bytes, catalog: Catalog, corrected: Sequence[Correction]) -> Intake:
    if PurePosixPath(name.replace("\\", "/")).name.startswith(LOCK_FILES):
        return Intake("passed_over")
    try:
        grids = _grids(content, catalog)
        return _accepted(name, recognise(name, grids, catalog), catalog, corrected)
    except Ambiguous as several:
        return _rejected(name, ambiguous(several.datasets, catalog), catalog)
    except Refused as refused:
        return _rejected(name, refused, catalog)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as problem:
        what = f"读取时出错（{type(problem).__name__}）"
        return _rejected(
            name, Refused("not_processed", what, "请另存为 xlsx 后重新报送；仍不成功请联系维护人员"), catalog
        )


def _grids(content: bytes, catalog: Catalog) -> list[Grid]:
    kind = kind_of(content)
    if kind == "workbook":
        grids = read_workbook(content)
    elif kind == "parquet":
        grids = read_parquet(content)
    else:
        known = {form for spellings in all_spellings(catalog).values() for form in spellings}
        grids = read_text(content, lambda cell: any(form in known for form in header_forms(cell)[0]))
    if not grids:
        raise Refused(
            "no_table", "文件里没有可读的工作表（隐藏的工作表不算数据）", "请把数据放在可见的工作表里重新报送"
        )
    return grids


def _rejected(name: str, refused: Refused, catalog: Catalog) -> Intake:
    dataset = refused.dataset or dataset_named(name, catalog)
    department = catalog.datasets[dataset].department if dataset else department_named(name, catalog)
    problem = issues.file_issue(
        refused.code, "file_rejected", refused.message, refused.fix, refused.column_name, refused.sheet
    )
    types = clean_types(catalog.datasets[dataset]) if dataset else {}
    return Intake(
        "rejected",
        dataset,
        department,
        clean=pl.DataFrame(schema=NO_ROWS | types),
        issues=problem,
        observed_on=date_in_name(name),
    )


def _accepted(name: str, recognised: Recognised, catalog: Catalog, corrected: Sequence[Correction]) -> Intake:
    dataset = catalog.datasets[recognised.dataset]
    problems = [
        issues.file_issue(code, "warning", message, fix, sheet=sheet)
        for code, sheet, message, fix in recognised.remarks
    ]
    labels = dict.fromkeys(label for _, fit in recognised.parts for label in fit.ignored)
    problems += [issues.ignored_column(label, dataset) for label in labels]
    sheet_of = _placed(corrected, recognised)
    problems += corrections.reported(corrected, dataset, sheet_of)

    raw, typed, read, dropped = [], [], [], 0
    for grid, fit in recognised.parts:
        rows = data_rows(grid, fit)
        raw.append(raw_table(grid, fit, rows))
        read.append(_table_read(grid, fit, len(rows)))
        own = [correction for correction in corrected if sheet_of[correction] == grid.sheet]
        if own:
            rows, is_dropped = corrections.apply(own, dataset, grid.sheet, rows, dict(fit.columns))
            rows, dropped = rows.filter(~is_dropped), dropped + int(is_dropped.sum())
        typed.append(typed_rows(dataset, grid, fit, rows))
    result = validate(dataset, pl.concat(typed))
    observed_on, observed_from = _observed(name, recognised, result.clean)
    missing = tuple(c for c in dataset.columns if all(c not in fit.columns for _, fit in recognised.parts))
    first = recognised.parts[0][0]
    read_as = ReadAs(recognised.by, tuple(read), observed_from, first.encoding, first.separator, missing)
    problems.append(
        issues.file_issue("reading", "warning", said(read_as, dataset), "仅供查看；识别有误时请告知维护人员")
    )
    accepted, quarantined = len(result.clean), result.quarantined + dropped
    return Intake(
        disposition="accepted",
        dataset=dataset.name,
        department=dataset.department,
        tables=tuple(raw),
        clean=result.clean,
        issues=pl.concat([*problems, result.problems]),
        rows_read=accepted + quarantined,
        rows_accepted=accepted,
        rows_quarantined=quarantined,
        observed_on=observed_on,
        read_as=read_as,
    )


def _placed(corrected: Sequence[Correction], recognised: Recognised) -> dict[Correction, str]:
    """The sheet of each correction; one that names none belongs to the only sheet."""
    sheets = [grid.sheet for grid, _ in recognised.parts]
    found = {}
    for correction in corrected:
        if correction.dataset != recognised.dataset:
            raise CorrectionError(
                f"{correction.place}: the file is {recognised.dataset}, not {correction.dataset}; put the dataset right"
            )
        sheet = correction.sheet or (sheets[0] if len(sheets) == 1 else None)
        if sheet not in sheets:
            raise CorrectionError(f"{correction.place}: the file has no such table; its sheets: {', '.join(sheets)}")
        found[correction] = sheet
    return found


def _table_read(grid: Grid, fit: Fit, rows: int) -> TableRead:
    units = {column: unit for column, unit in fit.units.items() if unit != "元"}
    return TableRead(grid.sheet, grid.frame["row"][fit.last], fit.last - fit.first + 1, rows, units)


def _observed(name: str, recognised: Recognised, clean: pl.DataFrame) -> tuple[dt.date | None, ObservedFrom]:
    """The day the file speaks of, and what told it; None leaves it to the modification time."""
    if day := date_in_name(name):
        return day, "name"
    for grid, fit in recognised.parts:
        if day := date_above([cells for _, cells in grid.top(fit.first)]):
            return day, "above"
    if day := newest_query(clean):
        return day, "query"
    return None, "modified"

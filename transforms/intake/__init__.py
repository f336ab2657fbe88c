"""Intake: the bytes of one delivered file → clean rows, issues and counts.

`take_in` is pure: it knows no path and no clock, and never raises for what a file contains; a file that cannot be read is
rejected with one issue that says what, why and what next.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Literal

import polars as pl

from schemas.clean import clean_types
from schemas.model import Catalog
from transforms.intake import issues
from transforms.intake.containers import kind_of
from transforms.intake.headers import all_spellings, header_forms
from transforms.intake.observed import date_above, date_in_name, newest_query
from transforms.intake.recognise import Ambiguous, Recognised, ambiguous, dataset_named, department_named, recognise
from transforms.intake.refusal import Refused
from transforms.intake.sheets import Grid, read_parquet, read_workbook
from transforms.intake.tables import RawTable, data_rows, raw_table, typed_rows
from transforms.intake.text import read_text
from transforms.intake.validate import validate

__all__ = ["Intake", "RawTable", "take_in"]

LOCK_FILES = ("~$", ".~lock.")
NO_ROWS = {"sheet": pl.String, "row": pl.Int64}


@dataclass(frozen=True)
class Intake:
    """What one file gave. `rows_read` = `rows_accepted` + `rows_quarantined`; `clean` has the accepted rows only."""

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


def take_in(name: str, content: bytes, catalog: Catalog) -> Intake:
    """Read one file. `name` is its file name, `content` its bytes; nothing else is looked at."""
    if PurePosixPath(name.replace("\\", "/")).name.startswith(LOCK_FILES):
        return Intake("passed_over")
    try:
        grids = _grids(content, catalog)
        return _accepted(name, recognise(name, grids, catalog), catalog)
    except Ambiguous as several:
        return _rejected(name, ambiguous(several.datasets, catalog), catalog)
    except Refused as refused:
        return _rejected(name, refused, catalog)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as problem:
        what = f"读取时出错（{type(problem).__name__}）"
        return _rejected(name, Refused("not_processed", what, "请另存为 xlsx 后重新报送；仍不成功请联系维护人员"), catalog)


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
        raise Refused("no_table", "文件里没有可读的工作表（隐藏的工作表不算数据）", "请把数据放在可见的工作表里重新报送")
    return grids


def _rejected(name: str, refused: Refused, catalog: Catalog) -> Intake:
    dataset = refused.dataset or dataset_named(name, catalog)
    department = catalog.datasets[dataset].department if dataset else department_named(name, catalog)
    problem = issues.file_issue(refused.code, "file_rejected", refused.message, refused.fix, refused.column_name, refused.sheet)
    types = clean_types(catalog.datasets[dataset]) if dataset else {}
    return Intake("rejected", dataset, department, clean=pl.DataFrame(schema=NO_ROWS | types), issues=problem, observed_on=date_in_name(name))


def _accepted(name: str, recognised: Recognised, catalog: Catalog) -> Intake:
    dataset = catalog.datasets[recognised.dataset]
    problems = [issues.file_issue(code, "warning", message, fix, sheet=sheet) for code, sheet, message, fix in recognised.remarks]
    labels = dict.fromkeys(label for _, fit in recognised.parts for label in fit.ignored)
    problems += [issues.ignored_column(label, dataset) for label in labels]

    raw, typed, observed = [], [], date_in_name(name)
    for grid, fit in recognised.parts:
        rows = data_rows(grid, fit)
        raw.append(raw_table(grid, fit, rows))
        typed.append(typed_rows(dataset, grid, fit, rows))
        observed = observed or date_above([cells for _, cells in grid.top(fit.first)])
    result = validate(dataset, pl.concat(typed))
    accepted = len(result.clean)
    return Intake(
        disposition="accepted",
        dataset=dataset.name,
        department=dataset.department,
        tables=tuple(raw),
        clean=result.clean,
        issues=pl.concat([*problems, result.problems]),
        rows_read=accepted + result.quarantined,
        rows_accepted=accepted,
        rows_quarantined=result.quarantined,
        observed_on=observed or newest_query(result.clean),
    )

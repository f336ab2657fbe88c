"""Which dataset a file is, told by its name and confirmed by its headers, and which of its sheets belong to it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from schemas.model import Catalog
from transforms.intake.headers import HEADER_ROWS, Fit, all_spellings, find_header, spellings_of
from transforms.intake.refusal import Refused
from transforms.intake.sheets import Grid
from transforms.intake.spelling import plain

ENOUGH_TO_CARE = 3
"""Known columns from which a sheet that lacks a required one is taken for damaged rather than for a note."""


RecognisedBy = Literal["name", "headers", "headers against the name"]


@dataclass(frozen=True)
class Recognised:
    """The dataset of a file and what told it (`by`), its sheets with their headers, and what is worth saying:
    (code, sheet, message, fix)."""

    dataset: str
    by: RecognisedBy
    parts: tuple[tuple[Grid, Fit], ...]
    remarks: tuple[tuple[str, str | None, str, str], ...]


def name_parts(name: str) -> list[str]:
    """The file name without its ending, in plain spelling, cut at underscores."""
    stem = PurePosixPath(name.replace("\\", "/")).name
    stem = re.sub(r"\.[A-Za-z0-9]{2,8}$", "", stem)
    return [plain(part) for part in re.split(r"[_＿]", stem) if part.strip()]


def dataset_named(name: str, catalog: Catalog) -> str | None:
    """The dataset whose title the file name carries: a whole part first, then the longest title
    a part begins with or holds."""
    parts = name_parts(name)
    titles = {plain(dataset.title): dataset.name for dataset in catalog.datasets.values()}
    for part in parts[1:] + parts[:1]:
        if part in titles:
            return titles[part]
    for holds in (str.startswith, str.__contains__):
        for part in parts[1:] + parts[:1]:
            held = sorted((title for title in titles if holds(part, title)), key=len, reverse=True)
            if held and (len(held) == 1 or len(held[0]) > len(held[1]) or holds is str.startswith):
                return titles[held[0]]
            if held:
                return None
    return None


def department_named(name: str, catalog: Catalog) -> str | None:
    """The department whose word the file name begins with, the longest word first."""
    words = {plain(word): d.name for d in catalog.departments.values() for word in (d.title, *d.aliases)}
    first = (name_parts(name) or [""])[0]
    fitting = [word for word in words if first.startswith(word)]
    return words[max(fitting, key=len)] if fitting else None


def recognise(name: str, grids: list[Grid], catalog: Catalog) -> Recognised:
    """Find the dataset and its sheets; raises `Refused` with missing_column,
    ambiguous_file, unknown_file or no_table."""
    spellings = all_spellings(catalog)
    tops = [[cells for _, cells in grid.top(HEADER_ROWS)] for grid in grids]

    def fits(dataset: str) -> list[Fit | None]:
        return [find_header(catalog.datasets[dataset], spellings[dataset], top) for top in tops]

    named = dataset_named(name, catalog)
    if named is not None:
        own = fits(named)
        if any(fit is not None and fit.is_whole for fit in own):
            return _with_sheets(named, "name", grids, own, catalog, ())
    every = {dataset: fits(dataset) for dataset in catalog.datasets}
    best = _best(every)
    if named is not None:
        if best is None:
            raise _lacking(named, every[named], catalog)
        remark = (
            "other_dataset",
            None,
            f"文件名写的是“{catalog.title_of(named)}”，表头却是“{catalog.title_of(best)}”，已按“{catalog.title_of(best)}”接收",
            "请提供单位核对文件名与内容，下次按内容命名",
        )
        return _with_sheets(best, "headers against the name", grids, every[best], catalog, (remark,))
    if best is None:
        nearest = max(every, key=lambda d: max((fit.rank for fit in every[d] if fit), default=(0, 0)))
        ranks = [fit.rank for fit in every[nearest] if fit]
        if ranks and max(ranks)[0] >= ENOUGH_TO_CARE and 2 * max(ranks)[1] >= _required(catalog, nearest):
            raise _lacking(nearest, every[nearest], catalog)
        raise Refused(
            "unknown_file",
            "认不出是哪一类数据：文件名没有数据名称，表头也不符合任何一类",
            "请按“部门_数据名称_日期”命名，并使用约定的表头后重新报送",
        )
    return _with_sheets(best, "headers", grids, every[best], catalog, ())


def _best(every: dict[str, list[Fit | None]]) -> str | None:
    """The dataset that fits best with all its required columns; raises when several fit equally."""
    ranks = {
        dataset: max((fit.rank for fit in found if fit and fit.is_whole), default=None)
        for dataset, found in every.items()
    }
    whole = {dataset: rank for dataset, rank in ranks.items() if rank is not None}
    if not whole:
        return None
    top = max(whole.values())
    equal = sorted(dataset for dataset, rank in whole.items() if rank == top)
    if len(equal) > 1:
        raise Ambiguous(equal)
    return equal[0]


class Ambiguous(Exception):
    """Several datasets fit a file equally well."""

    def __init__(self, datasets: list[str]):
        super().__init__(", ".join(datasets))
        self.datasets = datasets


def ambiguous(datasets: Iterable[str], catalog: Catalog) -> Refused:
    titles = "、".join(f"“{catalog.title_of(dataset)}”" for dataset in datasets)
    return Refused(
        "ambiguous_file",
        f"表头同时符合{titles}，无法确定是哪一类数据",
        "请在文件名中写明数据名称（部门_数据名称_日期）后重新报送",
    )


def _required(catalog: Catalog, dataset: str) -> int:
    return sum(column.required for column in catalog.datasets[dataset].columns.values())


def _lacking(dataset: str, found: list[Fit | None], catalog: Catalog, sheet: str | None = None) -> Refused:
    fits = [fit for fit in found if fit is not None]
    title = catalog.title_of(dataset)
    if not fits:
        return Refused(
            "no_table",
            f"文件名写的是“{title}”，但前 {HEADER_ROWS} 行里找不到表头",
            "请使用约定的表头，删除多余说明后重新报送",
            dataset=dataset,
        )
    fit = max(fits, key=lambda f: f.rank)
    columns = catalog.datasets[dataset].columns
    missing = "、".join(f"“{columns[name].title}”" for name in fit.missing)
    where = f"工作表“{sheet}”" if sheet else "文件"
    return Refused(
        "missing_column",
        f"{where}缺少“{title}”的必需列：{missing}",
        "请补齐这些列后重新报送",
        column_name="、".join(fit.missing),
        dataset=dataset,
        sheet=sheet,
    )


def _with_sheets(
    dataset: str, by: RecognisedBy, grids: list[Grid], found: list[Fit | None], catalog: Catalog, remarks: tuple
) -> Recognised:
    """Sheets with the whole header are the table; a sheet with most of it is damage, any
    other is passed with a warning."""
    parts, notes = [], list(remarks)
    required = _required(catalog, dataset)
    for grid, fit in zip(grids, found, strict=True):
        if fit is not None and fit.is_whole:
            parts.append((grid, fit))
        elif fit is not None and len(fit.columns) >= ENOUGH_TO_CARE and 2 * (required - len(fit.missing)) >= required:
            raise _lacking(dataset, [fit], catalog, grid.sheet)
        else:
            notes.append(_passed_sheet(dataset, grid, catalog))
    return Recognised(dataset, by, tuple(parts), tuple(notes))


def _passed_sheet(dataset: str, grid: Grid, catalog: Catalog) -> tuple[str, str, str, str]:
    """The remark on a sheet that is not read: it belongs to another dataset, or is no table."""
    top = [cells for _, cells in grid.top(HEADER_ROWS)]
    for other in catalog.datasets.values():
        fit = find_header(other, spellings_of(other), top)
        if fit is not None and fit.is_whole:
            what = f"工作表“{grid.sheet}”像是“{other.title}”，一个文件只收一类数据，未读取"
            return "other_dataset", grid.sheet, what, f"请把“{other.title}”单独成文件后报送"
    what = f"工作表“{grid.sheet}”没有“{catalog.title_of(dataset)}”的表头，未读取"
    return "no_table", grid.sheet, what, "如其中有数据，请单独成文件或补上表头后报送；是说明则无需处理"

"""Correction files: cells of a delivery that are replaced, and rows that are dropped, each with its
reason and who asked for it.

A correction names the cell it is about and what it must hold (`expect`). One that does not fit raises
`CorrectionError`: a correction that silently does nothing is worse than a batch that stops. Its text never quotes a
value. What an entry may hold says `Entry`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

import polars as pl
import yaml
from pydantic import AfterValidator, BeforeValidator, RootModel, model_validator

from schemas.checked import ContractError, FileModel, checked, full_width_colons
from schemas.loaders import BaseLoader
from schemas.masking import mask_contact, mask_id, mask_name, mask_text
from schemas.model import Catalog, Column, Dataset
from transforms.intake import issues

LONGEST = 1024 * 1024
_MASKS = {"identifier": mask_id, "name": mask_name, "contact": mask_contact}


class CorrectionError(ValueError):
    """A correction that cannot be applied, one argument per problem: which, where, why, what next."""

    def __str__(self) -> str:
        return "; ".join(self.args)


def _only(allowed: str, fits: Callable[[str], object]) -> AfterValidator:
    def check(text: str) -> str:
        if not fits(text):
            raise ValueError(f"allowed: {allowed}")
        return text

    return AfterValidator(check)


Name = Annotated[str, _only("text that is not empty", str)]
Row = Annotated[
    str, _only("the row as the spreadsheet shows it, a number like 12", re.compile("[1-9][0-9]{0,6}").fullmatch)
]
Why = Annotated[str, _only("at least two characters", lambda text: len(text) >= 2 and text.strip())]


class Entry(FileModel):
    """One entry of a correction file, every scalar as text; it holds either value or drop: true."""

    dataset: Name
    file: Name
    sheet: str = ""
    row: Row
    column: Name
    expect: str
    value: str | None = None
    drop: Literal["true"] | None = None
    reason: Why
    reporter: Why

    @model_validator(mode="after")
    def _value_or_drop(self) -> Entry:
        if (self.value is None) == (self.drop is None):
            raise ValueError("an entry has either value or drop: true")
        return self


def _is_list(content: object) -> object:
    if not isinstance(content, list) or not content:
        raise ValueError("allowed: a list of corrections, and at least one")
    return content


Entries = RootModel[Annotated[list[Entry], BeforeValidator(_is_list)]]


@dataclass(frozen=True)
class Correction:
    """One entry of a correction file: the cell it is about, what it must hold, and its
    new value; None drops the row."""

    source: str
    number: int
    dataset: str
    file: str
    sheet: str | None
    row: int
    column: str
    expect: str
    value: str | None
    reason: str
    reporter: str

    @property
    def place(self) -> str:
        return f"{self.source}, entry {self.number} ({self.file}{f', sheet {self.sheet}' if self.sheet else ''}, row {self.row}, {self.column})"


def read_corrections(name: str, content: bytes, catalog: Catalog) -> tuple[Correction, ...]:
    """The entries of one correction file; raises CorrectionError for anything that is wrong with it."""
    found = []
    for number, entry in enumerate(_checked(name, content), start=1):
        dataset = next((d for d in catalog.datasets.values() if entry.dataset in (d.name, d.title)), None)
        if dataset is None:
            raise CorrectionError(
                f"{name}, entry {number}: there is no such dataset; give the title that stands in the file's name"
            )
        column = next((c for c in dataset.columns.values() if entry.column in (c.name, c.title, *c.headers)), None)
        if column is None:
            titles = ", ".join(c.title for c in dataset.columns.values())
            raise CorrectionError(f"{name}, entry {number}: {dataset.title} has no such column; known: {titles}")
        found.append(
            Correction(
                source=name,
                number=number,
                dataset=dataset.name,
                file=entry.file,
                sheet=entry.sheet or None,
                row=int(entry.row),
                column=column.name,
                expect=entry.expect,
                value=entry.value,
                reason=entry.reason,
                reporter=entry.reporter,
            )
        )
    _refuse_conflicts(found)
    return tuple(found)


def apply(
    corrections: Sequence[Correction], dataset: Dataset, sheet: str, rows: pl.DataFrame, columns: dict[str, int]
) -> tuple[pl.DataFrame, pl.Series]:
    """One sheet's data rows with the new cells in place, and which of them are dropped. `columns`:
    column → position in `rows`."""
    dropped = pl.Series([False]).new_from_index(0, len(rows)) if len(rows) else pl.Series([], dtype=pl.Boolean)
    for correction in corrections:
        at = (rows["row"] == correction.row).arg_true()
        if not len(at):
            raise CorrectionError(
                f"{correction.place}: the file has no such data row; check the row, then renew or remove this entry"
            )
        if correction.column not in columns:
            raise CorrectionError(f"{correction.place}: the file has no such column; renew or remove this entry")
        cells = f"c{columns[correction.column]}"
        if (rows[cells][at[0]] or "").strip() != correction.expect.strip():
            raise CorrectionError(
                f"{correction.place}: the cell no longer holds what the correction expects; check the new delivery, then renew or remove this entry"
            )
        if correction.value is None:
            dropped = dropped.scatter(at, True)
        else:
            rows = rows.with_columns(rows[cells].clone().scatter(at, correction.value.strip() or None).alias(cells))
    return rows, dropped


def reported(
    corrections: Iterable[Correction], dataset: Dataset, sheet_of: dict[Correction, str]
) -> list[pl.DataFrame]:
    """One issue per correction: a warning for a replaced cell, a quarantined row for a dropped one."""
    return [_issue(correction, dataset.columns[correction.column], sheet_of[correction]) for correction in corrections]


def _issue(correction: Correction, column: Column, sheet: str) -> pl.DataFrame:
    mask = _MASKS.get(column.personal, mask_text)
    old, new = mask(correction.expect) or "空", mask(correction.value) or "空"
    source = f"（更正单“{correction.source}”第 {correction.number} 条；理由：{mask_text(correction.reason)}；提出：{mask_text(correction.reporter)}）"
    if correction.value is None:
        code, severity, what = "dropped", "row_quarantined", f"本行按更正单剔除，未采用{source}"
    else:
        code, severity, what = "corrected", "warning", f"“{column.title}”由“{old}”更正为“{new}”{source}"
    fix = "请提供单位在源数据中改正；源数据改正后，更正单应撤下"
    found = issues.file_issue(code, severity, what, fix, column.name, sheet)
    return found.with_columns(row=pl.lit(correction.row, pl.Int64), value_masked=pl.lit(old))


def _refuse_conflicts(found: Sequence[Correction]) -> None:
    seen: dict[tuple, Correction] = {}
    for correction in found:
        row = (correction.file, correction.sheet, correction.row)
        for earlier in (seen.get((*row, correction.column)), seen.get((*row, None))):
            if earlier or (correction.value is None and any(key[:3] == row for key in seen)):
                raise CorrectionError(
                    f"{correction.place}: another entry is about the same cell or drops the row; keep one of them"
                )
        seen[(*row, None if correction.value is None else correction.column)] = correction


class _Loader(BaseLoader):
    """Every scalar is text, as it was typed; a key stands once."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        if len(keys) != len(set(keys)) or len(keys) != len(node.value):
            raise yaml.MarkedYAMLError(problem="a key stands twice, or is no plain word", problem_mark=node.start_mark)
        return super().construct_mapping(node, deep=deep)


def _checked(name: str, content: bytes) -> list[Entry]:
    """The entries of the file; CorrectionError with all that is wrong with it."""
    if len(content) > LONGEST:
        raise CorrectionError(
            f"{name}: a correction file of more than 1 MB is no correction file; have the data delivered anew"
        )
    try:
        text = content.decode("utf-8-sig")
        if any(
            isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None)
            for event in yaml.parse(text, Loader=_Loader)
        ):
            raise CorrectionError(f"{name}: anchors and aliases are not allowed; write the values out")
        entries = yaml.load(text, Loader=_Loader)  # builds text, lists and mappings only
    except UnicodeDecodeError:
        raise CorrectionError(f"{name}: this is not UTF-8; save it as UTF-8") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        if isinstance(error, CorrectionError):
            raise
        mark = getattr(error, "problem_mark", None)
        raise CorrectionError(
            *_colons(name, text),
            f"{name}{f', line {mark.line + 1}' if mark else ''}: this is no readable YAML; see the example in the manual",
        ) from None
    try:
        return checked(Entries, entries, name, quotes=False).root
    except ContractError as error:
        raise CorrectionError(*_colons(name, text), *error.args) from None


def _colons(name: str, text: str) -> list[str]:
    return [f"{name}, {problem}" for problem in full_width_colons(text)]

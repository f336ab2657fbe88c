"""Correction files: cells of a delivery that are replaced, and rows that are dropped, each with its reason and who asked for it.

A correction names the cell it is about and what it must hold (`expect`). One that does not fit raises `CorrectionError`: a
correction that silently does nothing is worse than a batch that stops. Its text never quotes a value.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import polars as pl
import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from schemas.masking import mask_contact, mask_id, mask_name, mask_text
from schemas.model import Catalog, Column, Dataset
from transforms.intake import issues

LONGEST = 1024 * 1024
_MASKS = {"identifier": mask_id, "name": mask_name, "contact": mask_contact}


class CorrectionError(ValueError):
    """A correction that cannot be applied; one line: which, where, why, what next."""


@dataclass(frozen=True)
class Correction:
    """One entry of a correction file: the cell it is about, what it must hold, and its new value; None drops the row."""

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
    entries = _checked(name, content)
    found = []
    for number, entry in enumerate(entries, start=1):
        dataset = next((d for d in catalog.datasets.values() if entry["dataset"] in (d.name, d.title)), None)
        if dataset is None:
            raise CorrectionError(
                f"{name}, entry {number}: there is no such dataset; give the title that stands in the file's name"
            )
        column = next((c for c in dataset.columns.values() if entry["column"] in (c.name, c.title, *c.headers)), None)
        if column is None:
            titles = ", ".join(c.title for c in dataset.columns.values())
            raise CorrectionError(f"{name}, entry {number}: {dataset.title} has no such column; known: {titles}")
        value = None if entry.get("drop") == "true" else entry["value"]
        text = {key: entry[key] for key in ("file", "expect", "reason", "reporter")}
        place = {"sheet": entry.get("sheet") or None, "row": int(entry["row"]), "column": column.name}
        found.append(Correction(name, number, dataset.name, **place, value=value, **text))
    _refuse_conflicts(found)
    return tuple(found)


def apply(
    corrections: Sequence[Correction], dataset: Dataset, sheet: str, rows: pl.DataFrame, columns: dict[str, int]
) -> tuple[pl.DataFrame, pl.Series]:
    """One sheet's data rows with the new cells in place, and which of them are dropped. `columns`: column → position in `rows`."""
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


class _Loader(getattr(yaml, "CBaseLoader", yaml.BaseLoader)):
    """Every scalar is text, as it was typed; a key stands once."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        if len(keys) != len(set(keys)) or len(keys) != len(node.value):
            raise yaml.MarkedYAMLError(problem="a key stands twice, or is no plain word", problem_mark=node.start_mark)
        return super().construct_mapping(node, deep=deep)


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads((files("schemas") / "corrections.schema.json").read_text(encoding="utf-8")))


def _checked(name: str, content: bytes) -> list[dict[str, str]]:
    """The entries as plain text, checked against the JSON schema."""
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
            f"{name}{f', line {mark.line + 1}' if mark else ''}: this is no readable YAML; see the example in the manual"
        ) from None
    errors = list(_validator().iter_errors(entries))
    if errors:
        error = best_match(errors)
        inside = [f"entry {step + 1}" if isinstance(step, int) else str(step) for step in error.absolute_path]
        missing = error.message if error.validator == "required" else ""  # names a key, never a value
        why = missing or (error.schema.get("description") if isinstance(error.schema, dict) else "") or "does not fit"
        raise CorrectionError(
            f"{name}{''.join(f', {step}' for step in inside)}: {why}; see schemas/corrections.schema.json"
        )
    return entries

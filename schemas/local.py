"""What a jurisdiction adds to the catalog: more spellings of headers and codes, other minimums.
Pure data in, a new catalog out."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from schemas.model import Catalog, Column, Dataset, Minimum


class AdditionError(ValueError):
    """An addition that does not fit the catalog; one line: where, why, what next."""


def with_additions(catalog: Catalog, additions: Mapping[str, Mapping[str, Any]]) -> Catalog:
    """The catalog with the additions of `deliveries.yaml`: dataset -> headers, codes, minimum. The
    catalog's own spellings all stay.

    Raises AdditionError for an unknown dataset, column or code, and for a spelling that already means something else.
    """
    datasets = dict(catalog.datasets)
    for name, added in additions.items():
        if name not in datasets:
            raise AdditionError(f"{name}: there is no such dataset; known: {', '.join(sorted(datasets))}")
        datasets[name] = _with(datasets[name], added)
    return replace(catalog, datasets=datasets)


def merged(lower: Mapping[str, Any], upper: Mapping[str, Any]) -> dict[str, Any]:
    """Additions of a parent and of its child in one: spellings add up, a minimum of the child replaces
    the parent's, number by number."""
    both: dict[str, Any] = dict(lower)
    for key, value in upper.items():
        if isinstance(value, Mapping):
            both[key] = merged(both.get(key, {}), value)
        elif isinstance(value, list):
            both[key] = [*both.get(key, ()), *value]
        else:
            both[key] = value
    return both


def _with(dataset: Dataset, added: Mapping[str, Any]) -> Dataset:
    columns = dict(dataset.columns)
    for name, headers in added.get("headers", {}).items():
        column = _known(dataset, columns, name)
        for header in headers:
            other = next(
                (c for c in columns.values() if c.name != name and plain(header) in map(plain, c.headers)), None
            )
            if other:
                raise AdditionError(
                    f"{dataset.name} / headers / {name}: {header!r} is already a header of {other.name}; remove it here"
                )
        columns[name] = replace(column, headers=(*column.headers, *(h for h in headers if h not in column.headers)))
    for name, codes in added.get("codes", {}).items():
        columns[name] = _with_codes(dataset, _known(dataset, columns, name), codes)
    rows, share = (added.get("minimum", {}).get(key, getattr(dataset.minimum, key)) for key in ("rows", "valid_ids"))
    return replace(dataset, columns=columns, minimum=Minimum(rows, None if share is None else float(share)))


def _with_codes(dataset: Dataset, column: Column, codes: Mapping[str, list[str]]) -> Column:
    known = {code: tuple(words) for code, words in column.codes.items()}
    place = f"{dataset.name} / codes / {column.name}"
    if not known:
        raise AdditionError(f"{place}: this column has no codes; columns with codes: {_coded(dataset)}")
    for code, words in codes.items():
        if code not in known:
            raise AdditionError(f"{place}: there is no code {code!r}; known: {', '.join(known)}")
        for word in words:
            other = next((c for c, said in known.items() if c != code and plain(word) in map(plain, (c, *said))), None)
            if other:
                raise AdditionError(f"{place} / {code}: {word!r} already means {other}; remove it here")
        known[code] = (*known[code], *(w for w in words if w not in known[code]))
    return replace(column, codes=known)


def _known(dataset: Dataset, columns: Mapping[str, Column], name: str) -> Column:
    if name not in columns:
        raise AdditionError(f"{dataset.name}: there is no column {name!r}; known: {', '.join(columns)}")
    return columns[name]


def _coded(dataset: Dataset) -> str:
    return ", ".join(c.name for c in dataset.columns.values() if c.codes) or "none"


def plain(text: str) -> str:
    """A spelling as the intake compares it: width, spaces and case do not count."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()

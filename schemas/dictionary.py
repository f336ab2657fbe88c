"""The data dictionary as Markdown, written from the same YAML that makes the schemas and the SQL comments."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from schemas.model import Column, Table, catalog, evidence_kinds, tables

HEADER = """# Data dictionary

Generated from `schemas/` by `make dictionary`; a test fails when it drifts. Money is in yuan.
Personal-data classes: identifier, name, contact, sensitive, none.
"""


def dictionary() -> str:
    """The whole dictionary: delivered datasets by department, kinds of evidence, the analysts'
    tables, the tables between stages."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield HEADER
    known = catalog()
    yield "## Delivered datasets\n"
    for department in known.departments.values():
        for dataset in known.datasets.values():
            if dataset.department != department.name:
                continue
            keys = " or ".join(", ".join(key) for key in dataset.keeps) or "the whole row"
            yield f"### {department.title} · {dataset.title} (`{dataset.name}`)\n"
            yield f"{dataset.grain[0].upper()}{dataset.grain[1:]}. Mode: {dataset.mode}. One fact per: {keys}.\n"
            yield "| column | title | type | required | unit | personal | headers taken | codes |"
            yield "|---|---|---|---|---|---|---|---|"
            yield from (_delivered(column) for column in dataset.columns.values())
            yield ""
    yield "## Kinds of evidence\n\n| kind | title | what its columns say |\n|---|---|---|"
    for kind, meaning in evidence_kinds().items():
        says = "; ".join(f"{column}: {text}" for column, text in meaning.items() if column != "title")
        yield f"| {kind} | {meaning['title']} | {says} |"
    yield "\n## Schema mart (hedui.duckdb, masked)\n"
    for table in tables("mart").values():
        yield from _table(table)
    yield "## How mart stores its matches (the view `matches` says these numbers in words)\n"
    for table in tables("stored").values():
        yield from _table(table)
    yield "## Between stages, and schema core (core.duckdb, clear)\n"
    for table in tables("core").values():
        yield from _table(table)


def _delivered(column: Column) -> str:
    codes = "; ".join(f"{code}: {'、'.join(spellings)}" for code, spellings in column.codes.items())
    unit = column.unit or ""
    if column.delivered_unit:
        unit += f"（报送单位 {column.delivered_unit}）"
    required = "yes" if column.required else ""
    return f"| {column.name} | {column.title} | {column.type} | {required} | {unit} | {column.personal} | {'、'.join(column.headers)} | {codes} |"


def _table(table: Table) -> Iterator[str]:
    yield f"### {table.name} · {table.title}\n"
    yield f"{table.grain[0].upper()}{table.grain[1:]}.{' Kept between batches.' if table.lasting else ''}\n"
    yield "| column | title | type | unit | values |\n|---|---|---|---|---|"
    for column in table.columns:
        yield f"| {column.name} | {column.title} | {column.type} | {column.unit or ''} | {', '.join(column.values)} |"
    yield ""


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(dictionary(), encoding="utf-8")

"""The one truth about datasets and tables, read from the YAML beside it.

Shapes: `catalog()` gives every dataset of `departments/<department>/<dataset>.yaml`; `tables(layer)` gives the tables of
`mart.yaml`, `stored.yaml` or `core.yaml`. Everything else (pandera schemas, DDL, SQL comments, the data dictionary) is derived from these.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

ColumnType = Literal["name", "id", "date", "month", "money", "number", "int", "bool", "code", "text"]
Personal = Literal["identifier", "name", "contact", "sensitive", "none"]

SQL_TYPES: Mapping[str, str] = {
    "name": "VARCHAR",
    "id": "VARCHAR",
    "date": "DATE",
    "month": "DATE",
    "money": "DECIMAL(18,2)",
    "number": "DECIMAL(18,4)",
    "int": "INTEGER",
    "bool": "BOOLEAN",
    "code": "VARCHAR",
    "text": "VARCHAR",
}


@dataclass(frozen=True)
class Column:
    """One column of a delivered dataset."""

    name: str
    title: str
    type: ColumnType
    headers: tuple[str, ...]
    personal: Personal
    required: bool = False
    unit: str | None = None
    delivered_unit: str | None = None
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def sql_type(self) -> str:
        return SQL_TYPES[self.type]


@dataclass(frozen=True)
class Party:
    """The columns that name one person of a row: the ID, else a number that carries the ID; and the name. Either may be absent."""

    id_columns: tuple[str, ...]
    name_column: str | None

    @property
    def id_column(self) -> str | None:
        return self.id_columns[0] if self.id_columns else None


@dataclass(frozen=True)
class Minimum:
    """What a delivery must have to count as one: accepted rows, and the share of its rows accepted under a valid ID; None asks nothing."""

    rows: int | None = None
    valid_ids: float | None = None


@dataclass(frozen=True)
class Dataset:
    """One dataset that a department delivers. `keeps` lists alternative keys of a fact, the first complete one counts."""

    name: str
    department: str
    title: str
    grain: str
    mode: Literal["snapshot", "events"]
    keeps: tuple[tuple[str, ...], ...]
    sender_column: str | None
    parties: tuple[Party, ...]
    proves: Mapping[str, str]
    columns: Mapping[str, Column]
    evidence_sql: str | None
    minimum: Minimum = Minimum()


@dataclass(frozen=True)
class Department:
    """One department: the word its files begin with, and other words used for it."""

    name: str
    title: str
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class Catalog:
    """All departments and datasets, by identifier."""

    departments: Mapping[str, Department]
    datasets: Mapping[str, Dataset]

    def title_of(self, dataset: str) -> str:
        return self.datasets[dataset].title


@dataclass(frozen=True)
class TableColumn:
    name: str
    type: str
    title: str
    unit: str | None = None
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One table of a warehouse layer."""

    name: str
    title: str
    grain: str
    columns: tuple[TableColumn, ...]
    lasting: bool = False


def _column(name: str, spec: dict) -> Column:
    codes = {str(code): tuple(str(s) for s in spellings) for code, spellings in spec.get("codes", {}).items()}
    return Column(
        name=name,
        title=spec["title"],
        type=spec["type"],
        headers=tuple(spec["headers"]),
        personal=spec["personal"],
        required=spec.get("required", False),
        unit=spec.get("unit"),
        delivered_unit=spec.get("delivered_unit"),
        codes=codes,
    )


def _parties(spec: dict, columns: Mapping[str, Column]) -> tuple[Party, ...]:
    if "parties" in spec:
        return tuple(
            Party(tuple([p["id"]] if isinstance(p["id"], str) else p["id"]), p["name"]) for p in spec["parties"]
        )
    if "resident_id" in columns or "name" in columns:
        return (Party(("resident_id",) if "resident_id" in columns else (), "name" if "name" in columns else None),)
    return ()


def _read(file: Traversable) -> Any:
    """The content of one of our own YAML files, parsed in C where PyYAML was built so: every command starts with fifty of them."""
    return yaml.load(file.read_text(encoding="utf-8"), Loader=_LOADER)


@cache
def catalog() -> Catalog:
    """Read every department folder once; a dataset marked `like` takes the other's columns and adds its own."""
    departments: dict[str, Department] = {}
    specs: dict[str, tuple[str, dict, str | None]] = {}
    root = files("schemas") / "departments"
    for folder in sorted((f for f in root.iterdir() if f.is_dir()), key=lambda f: f.name):
        described = folder / "department.yaml"
        if not described.is_file():
            continue
        meta = _read(described)
        departments[folder.name] = Department(folder.name, meta["title"], tuple(meta.get("aliases", ())))
        for file in sorted(folder.iterdir(), key=lambda f: f.name):
            if file.name.endswith(".yaml") and file.name != "department.yaml":
                name = file.name.removesuffix(".yaml")
                sql = folder / f"{name}.sql"
                evidence = sql.read_text(encoding="utf-8") if sql.is_file() else None
                specs[name] = (folder.name, _read(file), evidence)
    datasets = {}
    for name, (department, spec, evidence) in specs.items():
        base = specs[spec["like"]][1] if "like" in spec else {}
        merged = {**base, **spec, "columns": {**base.get("columns", {}), **spec.get("columns", {})}}
        columns = {column: _column(column, c) for column, c in merged["columns"].items()}
        datasets[name] = Dataset(
            name=name,
            department=department,
            title=merged["title"],
            grain=merged["grain"],
            mode=merged.get("mode", "snapshot"),
            keeps=tuple(tuple(key) for key in merged.get("keeps", ())),
            sender_column=merged.get("sender"),
            parties=_parties(merged, columns),
            proves=merged.get("proves", {}),
            columns=columns,
            evidence_sql=evidence,
            minimum=Minimum(**merged.get("minimum", {})),
        )
    return Catalog(departments, datasets)


@cache
def tables(layer: Literal["mart", "stored", "core"]) -> Mapping[str, Table]:
    """The tables of one layer, in the order of the file."""
    described = _read(files("schemas") / f"{layer}.yaml")
    return {
        name: Table(
            name=name,
            title=t["title"],
            grain=t["grain"],
            lasting=t.get("lasting", False),
            columns=tuple(
                TableColumn(c, s["type"], s["title"], s.get("unit"), tuple(s.get("values", ())))
                for c, s in t["columns"].items()
            ),
        )
        for name, t in described.items()
    }


@cache
def evidence_kinds() -> Mapping[str, Mapping[str, str]]:
    """What the columns of evidence mean, per kind."""
    return _read(files("schemas") / "evidence.yaml")

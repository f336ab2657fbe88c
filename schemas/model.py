"""The one truth about datasets and tables, read from the YAML beside it.

Shapes: `catalog()` gives every dataset of `departments/<department>/<dataset>.yaml`; `tables(layer)` gives the tables
of `mart.yaml`, `stored.yaml` or `core.yaml`. Everything else (pandera schemas, DDL, SQL comments, the data
dictionary) is derived from these.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Literal

ColumnType = Literal["name", "id", "date", "month", "money", "number", "int", "bool", "code", "text"]
Personal = Literal["identifier", "name", "contact", "sensitive", "none"]

QUERIED_ON = "queried_on"
"""The column that says on which day a row was true, where a dataset has it."""
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
    """The columns that name one person of a row: the ID, else a number that carries the ID; and
    the name. Either may be absent."""

    id_columns: tuple[str, ...]
    name_column: str | None

    @property
    def id_column(self) -> str | None:
        return self.id_columns[0] if self.id_columns else None


@dataclass(frozen=True)
class Minimum:
    """What a delivery must have to count as one: accepted rows, and the share of its rows accepted under a
    valid ID; None asks nothing."""

    rows: int | None = None
    valid_ids: float | None = None


@dataclass(frozen=True)
class Dataset:
    """One dataset that a department delivers. `keeps` lists alternative keys of a fact, the first complete one counts.

    place: its YAML file as a reader knows it; the evidence SQL lies beside it.
    """

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
    place: str = field(default="", repr=False, compare=False)

    @property
    def sql_place(self) -> str:
        return f"{self.place.removesuffix('.yaml')}.sql"


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


def _parsed(name: str) -> Any:
    """The content of one of our own YAML files."""
    from schemas.checked import parsed

    return parsed((files("schemas") / name).read_text(encoding="utf-8"), f"schemas/{name}")


@cache
def catalog() -> Catalog:
    """The departments and datasets that come with hedui; ContractError tells what is wrong in their files."""
    from schemas.dataset_files import catalog_of, files_of

    place = "schemas/departments"
    found = files_of(files("schemas") / "departments", place)
    return catalog_of(found, place, evidence_kinds(), Catalog({}, {}))


@cache
def tables(layer: Literal["mart", "stored", "core"]) -> Mapping[str, Table]:
    """The tables of one layer, in the order of the file."""
    from schemas.checked import checked
    from schemas.dataset_models import TablesFile

    described = checked(TablesFile, _parsed(f"{layer}.yaml"), f"schemas/{layer}.yaml").root
    return {
        name: Table(
            name=name,
            title=table.title,
            grain=table.grain,
            lasting=table.lasting,
            columns=tuple(
                TableColumn(column, told.type, told.title, told.unit, tuple(told.values))
                for column, told in table.columns.items()
            ),
        )
        for name, table in described.items()
    }


@cache
def evidence_kinds() -> Mapping[str, Mapping[str, str]]:
    """What the columns of evidence mean, per kind."""
    from schemas.checked import checked
    from schemas.dataset_models import KindsFile

    told = _parsed("evidence.yaml")
    checked(KindsFile, told, "schemas/evidence.yaml")
    return told

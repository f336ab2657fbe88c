"""What may stand in the YAML files of datasets, tables and kinds of evidence: one model per
file, and per entry of a file."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, RootModel, model_validator

from schemas.checked import FileModel
from schemas.local import plain
from schemas.model import ColumnType, Personal

Identifier = Annotated[str, Field(pattern="^[a-z][a-z0-9_]*$")]
Words = Annotated[list[Annotated[str, Field(min_length=1)]], Field(min_length=1)]
Grade = Literal["verified", "indicative"]


class DepartmentFile(FileModel):
    """A department.yaml."""

    title: str
    aliases: list[str] = Field(default_factory=list)


class ColumnFile(FileModel):
    """One entry of `columns`."""

    title: str
    type: ColumnType
    headers: Words
    personal: Personal
    required: bool = False
    unit: str | None = None
    delivered_unit: Literal["元", "百元", "千元", "万元", "亿元"] | None = None
    codes: dict[str, Words] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _fits(self) -> ColumnFile:
        if self.title not in self.headers:
            raise ValueError(f"title {self.title!r} is not among its headers; add it there")
        if (self.type == "code") != bool(self.codes):
            raise ValueError(
                f"type is {self.type}, codes are {list(self.codes) or 'missing'}; allowed: both, or neither"
            )
        meant: dict[str, str] = {}
        for code, spellings in self.codes.items():
            for word in (code, *spellings):
                if meant.setdefault(plain(word), code) != code:
                    raise ValueError(
                        f"{word!r} means both {meant[plain(word)]} and {code}; remove it from one of the two"
                    )
        if self.type == "money" and self.unit != "元":
            raise ValueError(f"unit is {self.unit!r}; allowed for money: 元 (delivered_unit says what is delivered)")
        if self.type != "money" and self.delivered_unit:
            raise ValueError(f"delivered_unit is for money; this column is of type {self.type}")
        return self


class PartyFile(FileModel):
    """One entry of `parties`: an ID column, or several of which a valid ID counts first."""

    id: Annotated[list[str], BeforeValidator(lambda found: [found] if isinstance(found, str) else found)]
    name: str | None = None


class MinimumFile(FileModel):
    """What a delivery must have to count as one."""

    rows: Annotated[int, Field(ge=0)] | None = None
    valid_ids: Annotated[float, Field(ge=0, le=1)] | None = None


class DatasetFile(FileModel):
    """A <dataset>.yaml; one with `like` takes what it does not say from that dataset, and
    adds its columns to the other's."""

    title: str
    grain: str
    like: str | None = None
    mode: Literal["snapshot", "events"] = "snapshot"
    keeps: list[Words] = Field(default_factory=list)
    sender: str | None = None
    parties: list[PartyFile] | None = None
    proves: dict[str, Grade] = Field(default_factory=dict)
    minimum: MinimumFile = MinimumFile()
    columns: dict[Identifier, ColumnFile] = Field(default_factory=dict)

    def on(self, base: DatasetFile) -> DatasetFile:
        own = {name: getattr(self, name) for name in self.model_fields_set}
        return base.model_copy(update=own | {"columns": base.columns | self.columns})


class TableColumnFile(FileModel):
    """One column of a table of a layer."""

    type: str
    title: str
    unit: str | None = None
    values: list[str] = Field(default_factory=list)


class TableFile(FileModel):
    """One table of mart.yaml, stored.yaml or core.yaml."""

    title: str
    grain: str
    lasting: bool = False
    columns: Annotated[dict[str, TableColumnFile], Field(min_length=1)]


class TablesFile(RootModel[dict[str, TableFile]]):
    """A layer of the warehouse."""


class KindFile(FileModel):
    """One kind of evidence: what its columns mean."""

    title: str
    parties: str | None = None
    item: str | None = None
    category: str | None = None
    detail: str | None = None
    status: str | None = None
    amount: str | None = None
    amount_excluded: str | None = None
    quantity: str | None = None
    happened_on: str | None = None
    ended_on: str | None = None
    month: str | None = None
    label: str | None = None


class KindsFile(RootModel[dict[Identifier, KindFile]]):
    """evidence.yaml."""

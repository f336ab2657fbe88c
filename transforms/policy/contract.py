"""What may stand in the files of a jurisdiction: one model per file, and one per kind of a parameter's value.

They only check: the content that was read stays the plain data that the fingerprint of a policy
is made of. A date stays text.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    Field,
    PlainValidator,
    RootModel,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from schemas.checked import FileModel

from .model import Kind, Subject

LEFT_OUT: Any = None
"""Default of a key that may be left out; written, it must hold what its type says."""


def _refuse_unless(fits: bool, allowed: str) -> None:
    if not fits:
        raise PydanticCustomError("not_allowed", "allowed: {allowed}", {"allowed": allowed})


def _only(allowed: str, fits: Callable[[Any], bool]) -> PlainValidator:
    """Takes what fits as it is; else the message says what is allowed."""

    def check(value: Any) -> Any:
        _refuse_unless(fits(value), allowed)
        return value

    return PlainValidator(check)


def _list(of: str, least: int = 0) -> BeforeValidator:
    """A list of at least so many; no text stands twice in it."""

    def check(value: Any) -> Any:
        texts = [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
        fits = isinstance(value, list) and len(value) >= least and len(texts) == len(set(texts))
        _refuse_unless(fits, f"a list of {of}, each once" + (", and at least one" if least else ""))
        return value

    return BeforeValidator(check)


def _not_empty(content: Any) -> Any:
    _refuse_unless(content != {}, "one key at least")
    return content


def _matches(pattern: str) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


def _is_number(value: Any, most: float = float("inf")) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool) and 0 <= value <= most


def _is_whole(value: Any, least: int, most: float = float("inf")) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _is_day(value: Any) -> bool:
    if not _matches(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")(value):
        return False
    try:
        return bool(dt.date.fromisoformat(value))
    except ValueError:
        return False


Word = Annotated[
    str,
    _only("text that is not empty; a number in quotes", lambda value: isinstance(value, str) and value.strip() != ""),
]
Name = Annotated[str, _only("lower-case letters, digits and _, a letter first", _matches("[a-z][a-z0-9_]*"))]
ParameterId = Annotated[
    str, _only("an id like grace.max_months or staleness_days", _matches(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?"))
]
FindingCode = Annotated[str, _only("S, X, I, P or M and two digits", _matches("[SXIPM][0-9]{2}"))]
YearKey = Annotated[str, _only("a year from 2000 to 2099", _matches("20[0-9]{2}"))]
JurisdictionCode = Annotated[str, _only("lower-case letters, digits, - and _", _matches("[a-z0-9][a-z0-9_-]*"))]
Day = Annotated[str, _only("a date like 2025-01-01", _is_day)]
Number = Annotated[Decimal, _only("a number of 0 or more", _is_number)]
Count = Annotated[int, _only("a whole number of 0 or more", lambda value: _is_whole(value, 0))]
Months = Annotated[int, _only("a whole number of months, at least 1", lambda value: _is_whole(value, 1))]
Strength = Annotated[int, _only("a whole number from 1 to 6", lambda value: _is_whole(value, 1, 6))]
Share = Annotated[Decimal, _only("a share from 0 to 1", lambda value: _is_number(value, 1))]
Words = Annotated[list[Word], _list("words")]
Spellings = Annotated[list[Word], _list("spellings", 1)]
Status = Literal["示例", "已核实"]
Programme = Literal["urban_dibao", "rural_dibao", "tekun", "near_dibao", "rigid_expense"]
Colour = Literal["红", "橙", "黄", "蓝", "绿"]
Total = Literal["medical_out_of_pocket", "education_fees", "dwellings", "able_to_work"]


class Contacts(FileModel):
    """One line of contact data per key; notices print them."""

    issuer: Word = LEFT_OUT
    office: Word = LEFT_OUT
    address: Word = LEFT_OUT
    office_hours: Word = LEFT_OUT
    objection_phone: Word = LEFT_OUT
    objection_terms: Word = LEFT_OUT
    appeal_body: Word = LEFT_OUT
    appeal_terms: Word = LEFT_OUT
    court: Word = LEFT_OUT
    litigation_terms: Word = LEFT_OUT
    hotline: Word = LEFT_OUT
    document_mark: Word = LEFT_OUT


class Jurisdiction(FileModel):
    """jurisdiction.yaml: who this is, whom it inherits from, what notices say."""

    code: JurisdictionCode
    title: Word
    inherits: str | None = None
    require_encryption: bool = False
    status: Status = LEFT_OUT
    contacts: Contacts = LEFT_OUT


class Described(FileModel):
    """One parameter: what it is, and what may stand in it."""

    title: Word
    kind: Kind
    unit: Word = LEFT_OUT
    required: bool = True
    allowed: Words = LEFT_OUT
    maximum: Number = LEFT_OUT


class Source(FileModel):
    """One document that parameters cite."""

    title: Word
    number: Word = LEFT_OUT
    issuer: Word
    issued_on: Day = LEFT_OUT
    in_force_from: Day = LEFT_OUT
    status: Status = LEFT_OUT
    note: Word = LEFT_OUT


class Entry(FileModel):
    """One dated value of a parameter; its kind stands in definitions.yaml, so `value` is checked by VALUES."""

    value: Any
    valid_from: Day
    valid_to: Day | None = None
    unit: Word = LEFT_OUT
    clause: Word
    source: Word
    status: Status
    checked_on: Day | None = Field(None, validate_default=True)

    @field_validator("checked_on")
    @classmethod
    def _when(cls, value: str | None, info: ValidationInfo) -> str | None:
        verified = info.data.get("status") == "已核实"
        _refuse_unless(not verified or value is not None, "the date when a person checked it, for it is 已核实")
        return value


class Finding(FileModel):
    """What is said about one finding code; a child may leave `class` to its parent."""

    title: Word
    subject: Subject = Field(LEFT_OUT, alias="class")
    clause: Word
    check_method: Word
    department_hint: Word = LEFT_OUT
    status: Status


class Signal(FileModel):
    """One kind of hardship signal."""

    title: Word
    strength: Strength


class When(FileModel):
    """The conditions of one aid item."""

    for_households: bool
    for_leads: bool
    any_of_signals: Words = LEFT_OUT
    all_of_signals: Words = LEFT_OUT
    programmes: Annotated[list[Programme], _list("programmes")] = LEFT_OUT
    colours: Annotated[list[Colour], _list("colours")] = LEFT_OUT
    minimum: dict[Total, Number] = LEFT_OUT
    maximum: dict[Total, Number] = LEFT_OUT


class AidItemEntry(FileModel):
    """One aid item of one department."""

    department: Word
    item: Word
    basis: Word
    conditions: Word
    procedure: Word
    authority: Word
    funding: Word
    payment_time: Word
    standard: Word
    when: When
    materials: Annotated[list[Word], _list("words", 1)]
    status: Status
    valid_from: Day = LEFT_OUT
    valid_to: Day = LEFT_OUT


class HolidayYear(FileModel):
    """The State Council's arrangement of one year."""

    source: Word
    holidays: Annotated[list[Day], _list("dates", 1)]
    make_up_days: Annotated[list[Day], _list("dates")]


class LeastDelivered(FileModel):
    """Below which a delivery of one dataset is doubted."""

    rows: Count = LEFT_OUT
    valid_ids: Share = LEFT_OUT

    _is_not_empty = model_validator(mode="before")(_not_empty)


class Additions(FileModel):
    """What the departments of a jurisdiction write otherwise in one dataset; column -> spellings,
    column -> code -> spellings."""

    headers: dict[Name, Spellings] = LEFT_OUT
    codes: dict[Name, dict[str, Spellings]] = LEFT_OUT
    minimum: LeastDelivered = LEFT_OUT

    _is_not_empty = model_validator(mode="before")(_not_empty)


class Step(FileModel):
    """One word of a review cycle and its months."""

    word: Word
    months: Months


class Cycle(FileModel):
    """Words, each with its months, and a default."""

    words: Annotated[list[Step], _list("words with months", 1)]
    default: Months


FILES: Mapping[str, type[BaseModel]] = {
    "jurisdiction": Jurisdiction,
    "definitions": RootModel[dict[ParameterId, Described]],
    "sources": RootModel[dict[Name, Source]],
    "parameters": RootModel[dict[ParameterId, Annotated[list[Entry], _list("entries", 1)]]],
    "findings": RootModel[dict[FindingCode, Finding]],
    "signals": RootModel[dict[Name, Signal]],
    "catalogue": RootModel[dict[Name, AidItemEntry]],
    "holidays": RootModel[dict[YearKey, HolidayYear]],
    "deliveries": RootModel[dict[Name, Additions]],
}
"""File stem -> what may stand in the file."""

VALUES: Mapping[Kind, type[BaseModel]] = {
    "number": RootModel[Number],
    "count": RootModel[Count],
    "words": RootModel[Words],
    "flag": RootModel[Annotated[bool, _only("true or false", lambda value: isinstance(value, bool))]],
    "cycle": Cycle,
}
"""Kind of a parameter -> what its value may be."""

"""The shapes of a policy in force on one day. All are frozen; the mappings inside are plain dicts so
that a policy can be pickled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from schemas.model import Catalog

from .calendar import Calendar

Kind = Literal["number", "count", "words", "flag", "cycle"]
Subject = Literal["status", "property", "income", "other"]


class PolicyError(ValueError):
    """A policy that cannot be used, one argument per problem: what, where, why, what next; as text, all in one line."""

    def __str__(self) -> str:
        return "; ".join(self.args)


@dataclass(frozen=True)
class Definition:
    """What may stand in a parameter: one per parameter id. `required` ids must have a
    value on the day of assessment."""

    id: str
    title: str
    kind: Kind
    unit: str | None
    required: bool
    allowed: tuple[str, ...] = ()
    maximum: Decimal | None = None


@dataclass(frozen=True)
class Value:
    """One dated entry of a parameter, in force from `valid_from` to `valid_to` (both days included; None = no end).

    number   the amount (kinds number and count), or the default of a cycle
    words    the list of a `words` parameter, in the order of the file
    flag     of a `flag` parameter
    mapping  word -> months of a `cycle` parameter, in the order of the file
    """

    id: str
    kind: Kind
    number: Decimal | None
    words: tuple[str, ...]
    flag: bool | None
    mapping: Mapping[str, Decimal]
    unit: str | None
    clause: str
    source: str
    status: str
    checked_on: dt.date | None
    valid_from: dt.date
    valid_to: dt.date | None
    jurisdiction: str


@dataclass(frozen=True)
class Conditions:
    """When an aid item applies: every part that is not empty must hold, for the subject kinds it is meant for.

    any_of_signals  at least one of them      all_of_signals  each of them
    programmes      the household is on one of them; asked of households only, a lead has none and passes
    colours         the colour of the lead, or the household's, is one of them
    bounds          each total named lies between its minimum and its maximum (None = none); a
                    lead has no totals and fails
    """

    for_households: bool
    for_leads: bool
    any_of_signals: tuple[str, ...] = ()
    all_of_signals: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    bounds: Mapping[str, tuple[Decimal | None, Decimal | None]] = field(default_factory=dict)


@dataclass(frozen=True)
class AidItem:
    """One aid item of one department. `id` is stable; `conditions` is for readers, `when` is what is computed."""

    id: str
    department: str
    item: str
    basis: str
    conditions: str
    when: Conditions
    materials: tuple[str, ...]
    procedure: str
    authority: str
    funding: str
    payment_time: str
    standard: str
    status: str
    jurisdiction: str


@dataclass(frozen=True)
class FindingText:
    """What is said about one finding code; `department_hint` is the department (short Chinese title)
    that can correct the source.

    `subject` is its class: what the decision takes it for.
    """

    code: str
    title: str
    subject: Subject
    clause: str
    check_method: str
    department_hint: str | None
    status: str


@dataclass(frozen=True)
class SignalText:
    """One kind of hardship signal."""

    signal: str
    title: str
    strength: int


@dataclass(frozen=True)
class Policy:
    """Everything that is in force for one jurisdiction on `as_of`. `lineage` runs from the
    jurisdiction up to its last parent.

    catalog: what its departments deliver, with its own datasets and what `deliveries` adds.
    """

    code: str
    title: str
    as_of: dt.date
    version: str
    lineage: tuple[str, ...]
    require_encryption: bool
    definitions: Mapping[str, Definition]
    values: Mapping[str, Value]
    catalogue: tuple[AidItem, ...]
    findings: Mapping[str, FindingText]
    signals: Mapping[str, SignalText]
    contacts: Mapping[str, str]
    calendar: Calendar
    catalog: Catalog
    deliveries: Mapping[str, Mapping] = field(default_factory=dict)
    inherited_contacts: tuple[str, ...] = ()

    def __getitem__(self, id: str) -> Value:
        if id in self.values:
            return self.values[id]
        if id in self.definitions:
            raise PolicyError(_missing_line((self.definitions[id],), self.code, self.title, self.as_of))
        raise PolicyError(
            f"policy {self.code} ({self.title}): there is no parameter {id!r}; the ids stand in definitions.yaml"
        )

    def __contains__(self, id: str) -> bool:
        return id in self.values

    def number(self, id: str) -> Decimal:
        """The amount, in the unit of the parameter; the default of a cycle."""
        return self._number(id, "number", "count", "cycle")

    def count(self, id: str) -> int:
        """A number of months, days, units … as int."""
        return int(self._number(id, "count"))

    def words(self, id: str) -> tuple[str, ...]:
        return self._of_kind(id, "words").words

    def flag(self, id: str) -> bool:
        return bool(self._of_kind(id, "flag").flag)

    def cycle(self, id: str) -> Mapping[str, int]:
        """Word -> months in the order of the file; the default is `number(id)`."""
        return {word: int(months) for word, months in self._of_kind(id, "cycle").mapping.items()}

    def _number(self, id: str, *kinds: Kind) -> Decimal:
        number = self._of_kind(id, *kinds).number
        if number is None:
            raise PolicyError(f"policy {self.code}: parameter {id} has no number; write one in parameters.yaml")
        return number

    def _of_kind(self, id: str, *kinds: Kind) -> Value:
        value = self[id]
        if value.kind not in kinds:
            raise PolicyError(f"policy {self.code}: parameter {id} is of kind {value.kind}, not {' or '.join(kinds)}")
        return value


def _missing_line(missing: tuple[Definition, ...], code: str, title: str, as_of: dt.date) -> str:
    named = ", ".join(f"{d.id} ({d.title})" for d in missing[:6])
    more = f" and {len(missing) - 6} more" if len(missing) > 6 else ""
    plural, verb = ("s", "have") if len(missing) > 1 else ("", "has")
    return (
        f"policy {code} ({title}): parameter{plural} {named}{more} {verb} no value on {as_of.isoformat()}; "
        f"add an entry that covers this date to {code}/parameters.yaml"
    )

"""What the rule book asks of a policy; the policy stage provides it, and nothing here writes to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Protocol


class Parameter(Protocol):
    """A value in force, as the policy stage gives it."""

    @property
    def kind(self) -> str: ...

    @property
    def number(self) -> Decimal | None: ...

    @property
    def words(self) -> tuple[str, ...]: ...

    @property
    def flag(self) -> bool | None: ...

    @property
    def mapping(self) -> Mapping[str, Decimal]: ...

    @property
    def unit(self) -> str | None: ...

    @property
    def clause(self) -> str: ...

    @property
    def source(self) -> str: ...

    @property
    def status(self) -> str: ...

    @property
    def valid_from(self) -> dt.date: ...

    @property
    def valid_to(self) -> dt.date | None: ...

    @property
    def jurisdiction(self) -> str: ...


class Text(Protocol):
    """A title, of a parameter, a finding or a signal."""

    @property
    def title(self) -> str: ...


class FindingText(Text, Protocol):
    """What is said about one finding."""

    @property
    def subject(self) -> str: ...

    @property
    def clause(self) -> str: ...


class Signal(Text, Protocol):
    """One kind of hardship signal."""

    @property
    def strength(self) -> int: ...


class PolicyText(Protocol):
    """What the rule book tells of a policy; the policy stage provides it."""

    @property
    def code(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def as_of(self) -> dt.date: ...

    @property
    def values(self) -> Mapping[str, Parameter]: ...

    @property
    def definitions(self) -> Mapping[str, Text]: ...

    @property
    def findings(self) -> Mapping[str, FindingText]: ...

    @property
    def signals(self) -> Mapping[str, Signal]: ...

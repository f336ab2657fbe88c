"""Persons, hukou and households of the county, before they become rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

NOT_DELIVERED = -1  # a household size that the roster leaves empty


class Row(list):
    """One delivered row: values in the order of the dataset's columns. `group` is the township, for
    workbooks with a sheet each."""

    __slots__ = ("dataset", "group")

    def __init__(self, dataset: str, values: list, group: str = "") -> None:
        super().__init__(values)
        self.dataset = dataset
        self.group = group


@dataclass(slots=True, eq=False)
class Hukou:
    """One registered hukou."""

    number: str
    kind: str
    township: str
    village: str
    address: str
    people: list[Person] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Person:
    """One person. `registry_name` and `registry_damage` are set where the register writes the name
    otherwise; a stranger has no hukou."""

    name: str
    is_male: bool
    birth: date
    resident_id: str
    hukou: Hukou | None = None
    relation: str = "head"
    former_name: str | None = None
    registry_name: str | None = None
    registry_damage: tuple[str, str, str] | None = None  # kind of damage, expected tier, case

    @property
    def registered(self) -> Hukou:
        """The hukou of one who has one. Raises LookupError for a stranger."""
        if self.hukou is None:
            raise LookupError(f"{self.name} is a stranger and stands in no hukou")
        return self.hukou


@dataclass(slots=True, eq=False)
class Member:
    """One person in one household. `roster_name` and `roster_id` are set where the roster has them otherwise."""

    person: Person
    relation: str
    is_covered: bool = True
    labour: str = "full"
    health: str = "good"
    disability_level: str | None = None
    roster_name: str | None = None
    roster_id: str | None = None
    authorised: str = "yes"  # yes, no, expired

    @property
    def delivered_name(self) -> str:
        return self.roster_name or self.person.name

    @property
    def delivered_id(self) -> str:
        return self.roster_id or self.person.resident_id


@dataclass(slots=True, eq=False)
class Expectation:
    """What must come out for one household. `maybe` are codes that the rules leave open."""

    outcome: str
    codes: tuple[str, ...] = ()
    maybe: tuple[str, ...] = ()
    exempted: tuple[str, ...] = ()
    suggested: str = ""
    suggested_person: Person | None = None


@dataclass(slots=True, eq=False)
class Household:
    """One household on the roster or applying. A size of None is counted when the rows are written."""

    household_id: str
    register: str  # roster, application
    programme: str
    hukou: Hukou
    members: list[Member]
    benefit_class: str | None
    declared: Decimal
    started: date | None
    last_review: date | None
    account: str
    phone: str
    head_id: str | None = None
    household_size: int | None = None
    covered_size: int | None = None
    case: str = ""
    expectation: Expectation | None = None

    @property
    def expected(self) -> Expectation:
        """What must come out. Raises LookupError where a case has not said it."""
        if self.expectation is None:
            raise LookupError(f"case {self.case!r} does not say what is expected of {self.household_id}")
        return self.expectation

    @property
    def people(self) -> list[Person]:
        return [m.person for m in self.members]

    @property
    def head(self) -> Person:
        return self.members[0].person

    def member(self, relation: str, at: int = 0) -> Member:
        return [m for m in self.members if m.relation == relation][at]

    def person(self, relation: str, at: int = 0) -> Person:
        return self.member(relation, at).person

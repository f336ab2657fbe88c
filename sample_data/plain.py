"""Rows of a dataset for which nobody wrote facts: a few, by the types of its columns alone, so that it is delivered
and read from its first day."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from random import Random

from sample_data.layouts import LAYOUTS
from sample_data.people import Person
from sample_data.world import World
from schemas.model import Column, ColumnType, catalog

ROWS = 8
RANGES: Mapping[ColumnType, tuple[int, int]] = {
    "date": (20, 700), "month": (1, 330), "number": (1, 119), "int": (1, 4), "text": (1, 39),
}  # fmt: skip
"""The least and most of a value by its column's type: days ago; units; the number behind a text."""


def fill(world: World, seed: int) -> None:
    """Rows for each dataset of the catalogue that has no layout; each draws by itself, so that no
    other file changes by a byte.

    They are about residents whom no household and no lead of the county names: nothing is expected of them.
    """
    told = {id(person.hukou) for household in world.households for person in household.people}
    leads = {lead.hukou_number for lead in world.leads}
    hukous = [h for h in world.hukous if id(h) not in told and h.number not in leads]
    adults = [person for hukou in hukous for person in hukou.people if world.age(person) >= 18]
    for name in [name for name in catalog().datasets if name not in LAYOUTS]:
        world.rng = Random(f"{seed}/{name}")
        for _ in range(ROWS):
            _add(world, name, adults)


def _add(world: World, dataset: str, adults: list[Person]) -> None:
    """One row; each party is another person, and what is said of a person or a place is said of the first."""
    described = catalog().datasets[dataset]
    people = world.rng.sample(adults, max(1, len(described.parties)))
    values = {column.name: _value(world, column, people[0]) for column in described.columns.values()}
    for person, party in zip(people, described.parties, strict=False):
        values |= dict.fromkeys(party.id_columns, person.resident_id)
        if party.name_column:
            values[party.name_column] = person.name
    world.add(dataset, None, {}, values)


def _value(world: World, column: Column, person: Person) -> object:
    """What a column can say of a person, by its name where that is known, else by its type."""
    rng, hukou = world.rng, person.registered
    of_person = {
        "birth_date": person.birth, "hukou_number": hukou.number, "hukou_kind": hukou.kind,
        "township": hukou.township, "village": hukou.village, "address": hukou.address,
        "phone": f"1990000{rng.randrange(10_000):04}",
    }  # fmt: skip
    if column.name in of_person:
        return of_person[column.name]
    match column.type:
        case "name":
            return person.name
        case "id":
            return person.resident_id
        case "date":
            return world.days_ago(*RANGES["date"])
        case "month":
            return world.days_ago(*RANGES["month"]).replace(day=1)
        case "money":
            return world.money(100, 900)
        case "number":
            return Decimal(rng.randint(*RANGES["number"]))
        case "int":
            return rng.randint(*RANGES["int"])
        case "bool":
            return rng.random() < 0.5
        case "code":
            return rng.choice(list(column.codes))
    return f"{column.title}{rng.randint(*RANGES['text'])}"

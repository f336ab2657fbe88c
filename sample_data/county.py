"""The whole county as pure data: `generate` makes people and facts, plants the cases, and writes the registers.

It reads no clock and no file but the catalogue; the same arguments give the same county.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from operator import itemgetter
from random import Random

import polars as pl

from sample_data import everyday, plain
from sample_data.cases import CASES, RARE
from sample_data.people import NOT_DELIVERED, Household
from sample_data.world import LABELS, World
from schemas.model import catalog

_BENEFIT = {"urban_dibao": 520, "rural_dibao": 330, "tekun": 715, "near_dibao": 0, "rigid_expense": 0}
_ORDER = {
    "registry": ("hukou_number",),
    "roster_households": ("township", "village"),
    "roster_members": ("household_id",),
    "application_households": ("township", "village"),
    "application_members": ("household_id",),
}


def generate(
    households: int = 400, residents_per_household: int = 4, seed: int = 1, as_of: date = date(2026, 3, 31)
) -> World:
    """A county of that many roster households and that many times as many persons on no roster.

    Every case is planted twice, in larger counties once per 500 households; the rare ones half as often. `World.tables`
    holds, per dataset, rows in the order of the catalogue's columns: money in yuan, dates as dates, codes as the
    catalogue's keys. A county smaller than the planted cases has as many households as these need.
    """
    townships = max(3, min(40, round(8 * (households / 400) ** 0.3)))
    world = World(as_of, Random(f"{seed}/places"), townships)
    for turn in range(max(2, households // 500)):
        for planted in CASES:
            if turn % 2 and planted in RARE:
                continue
            world.case, world.rng = planted.__name__, Random(f"{seed}/{planted.__name__}/{turn}")
            planted(world)
    world.case, world.rng = "", Random(f"{seed}/everyday")
    on_roster = sum(h.register == "roster" for h in world.households)
    for _ in range(households - on_roster):
        everyday.recipient(world)
    for _ in range(households // 25):
        everyday.recipient(world, "application")
    others = 0
    while others < households * residents_per_household:
        others += len(everyday.residents(world))
    world.rng = Random(f"{seed}/registers")
    _write_registers(world)
    _arrange(world)
    plain.fill(world, seed)
    return world


def frame(world: World, dataset: str) -> pl.DataFrame:
    """One dataset as text, under the catalogue's column names; an empty value is null."""
    columns = list(catalog().datasets[dataset].columns)
    rows = [[None if v is None else str(v) for v in row] for row in world.tables[dataset]]
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")


def _write_registers(world: World) -> None:
    """Roster, applications and authorisations of every household, the registry of every hukou."""
    for household in world.households:
        if household.expectation is None:
            raise ValueError(
                f"case {household.case} plants household {household.household_id} without an expectation; call expect"
            )
        _write_household(world, household)
    for hukou in world.hukous:
        for person in hukou.people:
            row = world.add(
                "registry",
                person,
                {
                    "former_name": person.former_name,
                    "hukou_number": hukou.number,
                    "relation": LABELS.get(person.relation, "其他"),
                    "hukou_kind": hukou.kind,
                    "township": hukou.township,
                    "village": hukou.village,
                    "address": hukou.address,
                },
                {"name": person.registry_name or person.name},
            )
            row.group = hukou.township
            if person.registry_damage:
                kind, tier, world.case = person.registry_damage
                world.mention(row, None if tier == "conflict" else person, kind, tier)


def _write_household(world: World, home: Household) -> None:
    members, rng, hukou = home.members, world.rng, home.hukou
    covered = sum(m.is_covered for m in members)
    sizes = {
        "household_size": len(members) if home.household_size is None else home.household_size,
        "covered_size": covered if home.covered_size is None else home.covered_size,
    }
    head_id = home.head_id or members[0].delivered_id
    values = {
        "household_id": home.household_id,
        "head_name": members[0].delivered_name,
        "head_id": head_id,
        "programme": home.programme,
        "benefit_class": home.benefit_class,
        **{column: None if number == NOT_DELIVERED else number for column, number in sizes.items()},
        "monthly_benefit": Decimal(_BENEFIT[home.programme] * covered) if home.register == "roster" else None,
        "declared_annual_income": home.declared,
        "declared_financial_assets": Decimal(rng.randint(0, 30) * 100),
        "started_month": home.started,
        "last_review": home.last_review,
        "cause": rng.choice(("因病", "因残", "缺劳动力", "因学", "年老")),
        "bank_account": home.account,
        "phone": home.phone,
        "address": hukou.address,
        "township": hukou.township,
        "village": hukou.village,
    }
    if home.register == "application":
        values["applied_on"] = world.days_ago(25, 45)
    world.add(f"{home.register}_households", None, {}, values).group = hukou.township
    for m in members:
        level = m.disability_level
        world.add(
            f"{home.register}_members",
            None,
            {},
            {
                "household_id": home.household_id,
                "head_id": head_id,
                "name": m.delivered_name,
                "resident_id": m.delivered_id,
                "relation": m.relation,
                "is_covered": m.is_covered,
                "former_name": m.person.former_name,
                "labour": m.labour,
                "health": m.health,
                "is_disabled": level is not None,
                "disability_level": level or None,
                "annual_income": None,
                "phone": home.phone if m is members[0] else None,
            },
        ).group = hukou.township
        if m.authorised != "no":
            signed = world.days_ago(60, 700)
            until = signed + timedelta(days=1_095) if rng.random() < 0.4 else None
            if m.authorised == "expired":
                signed, until = world.days_ago(700, 800), world.days_ago(30, 90)
            world.add(
                "authorizations",
                None,
                {},
                {"resident_id": m.delivered_id, "name": m.delivered_name, "signed_on": signed, "valid_until": until},
            )


def _arrange(world: World) -> None:
    """Put the rows of each dataset into an order that tells nothing about planting."""
    for dataset, rows in world.tables.items():
        if dataset in _ORDER:
            at = [list(catalog().datasets[dataset].columns).index(c) for c in _ORDER[dataset]]
            rows.sort(key=itemgetter(*at))
        else:
            world.rng.shuffle(rows)

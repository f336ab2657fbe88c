"""What must come out, written beside the inbox: never derived from a run, only from why a case was planted."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import astuple
from importlib.resources import files
from pathlib import Path

import yaml

from sample_data.deliver import Places
from sample_data.messy import Case, Refused
from sample_data.world import World
from schemas.model import catalog


def _codes() -> list[str]:
    """Every finding there is, in the order of the rule book's titles."""
    return list(yaml.safe_load((files("policies") / "national" / "findings.yaml").read_text(encoding="utf-8")))


def write_truth(
    world: World, places: Places, folder: Path, cases: Iterable[Case] = (), refused: Iterable[Refused] = ()
) -> None:
    """Four CSV files: households, mentions, leads, quarantined; and messy with the cases of a messy inbox.

    Lists within a cell are separated by ';', alternatives by '/'. `refused` are further rows
    that intake must quarantine.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _write(
        folder / "households.csv",
        "household_id register case expected suggested_programme suggested_person codes exempted absent",
        _households(world),
    )
    _write(
        folder / "mentions.csv", "case dataset file sheet row party resident_id damage tier", _mentions(world, places)
    )
    _write(folder / "leads.csv", "case hukou_number name township village colour is_urgent signals", _leads(world))
    _write(
        folder / "quarantined.csv",
        "file sheet row column reason",
        [*_quarantined(world, places), *map(astuple, refused)],
    )
    if cases:
        _write(folder / "messy.csv", "case file disposition code", map(astuple, cases))


def _households(world: World):
    known = _codes()
    for home in world.households:
        e = home.expected
        absent = [c for c in known if c not in (*e.codes, *e.maybe, *e.exempted)]
        person = e.suggested_person.resident_id if e.suggested_person else ""
        yield (
            home.household_id,
            home.register,
            home.case,
            e.outcome,
            e.suggested,
            person,
            ";".join(e.codes),
            ";".join(e.exempted),
            ";".join(absent),
        )


def _mentions(world: World, places: Places):
    for m in world.mentions:
        file, sheet, row = places[id(m.row)]
        yield (
            m.case,
            m.row.dataset,
            file,
            sheet,
            row,
            m.party,
            m.person.resident_id if m.person else "",
            m.damage,
            m.tier,
        )


def _leads(world: World):
    for lead in world.leads:
        yield (
            lead.case,
            lead.hukou_number,
            lead.name,
            lead.township,
            lead.village,
            lead.colour,
            lead.is_urgent,
            ";".join(lead.signals),
        )


def _quarantined(world: World, places: Places):
    for fault in world.faults:
        header = catalog().datasets[fault.row.dataset].columns[fault.column]
        yield *places[id(fault.row)], header.name, fault.reason


def _write(path: Path, header: str, rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header.split())
        writer.writerows(sorted(rows, key=lambda row: tuple(map(str, row))))

"""A township for tests: it fills real lists with openpyxl, and its roster of the next week follows what was decided."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import openpyxl

from sample_data.deliver import write_inbox
from sample_data.people import Row
from sample_data.world import World
from schemas.model import catalog

Answer = dict[str, object] | None


def filled(lists: Path, report: str, to: Path, decide: Callable[[dict], Answer]) -> int:
    """Copies of a batch's lists of one kind with the answers of `decide` (row by title → cells by title, or
    None); returns the rows filled."""
    count = 0
    to.mkdir(parents=True, exist_ok=True)
    for path in sorted(lists.glob(f"乡镇/*/{report}_*.xlsx")):
        book = openpyxl.load_workbook(path)
        for sheet in book:
            titles = [cell.value for cell in sheet[1]]
            for cells in sheet.iter_rows(min_row=2):
                answer = decide({title: cell.value for title, cell in zip(titles, cells, strict=True)})
                for title, value in (answer or {}).items():
                    cells[titles.index(title)].value = value
                count += answer is not None
        book.save(to / path.name)
    return count


def rows(workspace: Path, query: str, *parameters: object) -> list[tuple]:
    con = duckdb.connect(str(workspace / "hedui.duckdb"), read_only=True)
    try:
        return con.execute(query, parameters).fetchall()
    finally:
        con.close()


def send(world: World, datasets: set[str] | None, on: date, inbox: Path, scratch: Path) -> Path:
    """An inbox with these datasets (all when None) as delivered for that week."""
    world.as_of = on
    shutil.rmtree(scratch, ignore_errors=True)
    write_inbox(world, scratch)
    inbox.mkdir(parents=True)
    titles = {catalog().title_of(name) for name in datasets or catalog().datasets}
    for path in scratch.iterdir():
        if path.name.split("_")[1] in titles:
            shutil.copy2(path, inbox / path.name)
    return inbox


def column(dataset: str, name: str) -> int:
    return list(catalog().datasets[dataset].columns).index(name)


def leave(world: World, households: set[str]) -> None:
    """Take households off the roster."""
    for dataset in ("roster_households", "roster_members"):
        at = column(dataset, "household_id")
        world.tables[dataset] = [row for row in world.tables[dataset] if row[at] not in households]


def enter(world: World, households: set[str]) -> None:
    """Move households from the applications to the roster."""
    for kind in ("households", "members"):
        at = column(f"application_{kind}", "household_id")
        entering = [row for row in world.tables[f"application_{kind}"] if row[at] in households]
        world.tables[f"application_{kind}"] = [
            row for row in world.tables[f"application_{kind}"] if row[at] not in households
        ]
        width = len(catalog().datasets[f"roster_{kind}"].columns)
        world.tables[f"roster_{kind}"] += [Row(f"roster_{kind}", list(row[:width]), row.group) for row in entering]

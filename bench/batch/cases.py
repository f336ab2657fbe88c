"""The cases of the table: what is measured, beside which baseline, against which bar."""

from __future__ import annotations

import os
import platform
import shutil
import statistics
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import duckdb

from bench.batch import files
from bench.batch.measure import ROOT, child
from bench.batch.people import AS_OF, COUNTY
from bench.batch.server import prefect_server

MODULE = "bench.batch"
SAMPLE = ROOT / "sample_data" / "county" / "inbox"
LISTS = (4_000, 10_000)
"""Households and findings whose lists are to be written in 20 s; this county is a fifth of the usual
one, and its people own more."""
LIST_ASSETS = 55.0


@dataclass(frozen=True)
class Line:
    """One row of the table. ratio: measured to baseline, in wall time, by which the bar is judged; cpu_ratio: the same
    in CPU time, which other work on the machine does not change."""

    case: str
    measured: str
    baseline: str
    ratio: float | None
    cpu_ratio: float | None
    bar: str
    holds: bool


def _took(found: dict[str, Any]) -> str:
    return f"{found['seconds']:.1f} s, {found['cpu_seconds']:.1f} s CPU, {found['peak_mb']:,.0f} MB"


def _whatever(holds: bool, ratio: float) -> bool:
    """For a bar that is not about the ratio."""
    return holds


def line(case: str, measured: dict, baseline: dict | None, bar: str, holds: Callable[[float], bool]) -> dict[str, Any]:
    """A row with its figures; where both sides say how many rows they are about, the ratios are a
    row's. `holds` judges the ratio."""
    ratio = cpu_ratio = None
    if baseline is not None:
        rows = measured["rows"] / baseline["rows"] if {"rows"} <= measured.keys() & baseline.keys() else 1
        ratio, cpu_ratio = (round(measured[key] / baseline[key] / rows, 2) for key in ("seconds", "cpu_seconds"))
    row = Line(
        case,
        _took(measured),
        _took(baseline) if baseline else "",
        ratio,
        cpu_ratio,
        bar,
        holds(ratio or 0.0),
    )
    return asdict(row) | {"figures": {"measured": measured, "baseline": baseline}}


class Bench:
    """What several cases need, made or measured once."""

    def __init__(self, data: Path, seed: int, scale: float, turns: int, work: Path) -> None:
        self.data, self.seed, self.scale, self.turns, self.work = data, seed, scale, turns, work
        self.size = COUNTY.times(scale)

    @cached_property
    def inbox(self) -> Path:
        return files.county(self.data, self.seed, self.size)

    @cached_property
    def cold(self) -> dict[str, Any]:
        """The first batch of the county; its workspace stays for the next week."""
        return child(MODULE, "batch", inbox=self.inbox, workspace=self.work / "county", as_of=AS_OF)

    @cached_property
    def baseline(self) -> dict[str, Any]:
        return child(MODULE, "baseline", inbox=self.inbox)

    def batch(self, inbox: Path, name: str, as_of: date = AS_OF) -> dict[str, Any]:
        """A first batch in a workspace of its own, which is gone afterwards."""
        workspace = self.work / name
        try:
            return child(MODULE, "batch", inbox=inbox, workspace=workspace, as_of=as_of)
        finally:
            shutil.rmtree(workspace, ignore_errors=True)


def county(bench: Bench) -> list[dict[str, Any]]:
    found, base = bench.cold, bench.baseline
    return [
        line(
            "county, cold",
            found,
            base,
            "≤ 2.5 × baseline, ≤ 2 GB",
            lambda ratio: ratio <= 2.5 and found["peak_mb"] <= 2048,
        )
    ]


def week(bench: Bench) -> list[dict[str, Any]]:
    cold = bench.cold
    inbox = files.next_week(bench.data, bench.seed, bench.size, bench.inbox)
    found = child(MODULE, "batch", inbox=inbox, workspace=bench.work / "county", as_of=AS_OF + files.WEEK)
    return [line("county, next week", found, cold, "≤ 0.25 × cold", lambda ratio: ratio <= 0.25)]


def prefecture(bench: Bench) -> list[dict[str, Any]]:
    """Against a county that is all CSV too, for xlsx takes longer to read."""
    one = files.county(bench.data, bench.seed, bench.size, all_csv=True)
    base = bench.batch(one, "all_csv") | {"rows": files.rows_of(one)}
    four = files.county(bench.data, bench.seed, bench.size, all_csv=True, counties=4)
    found = bench.batch(four, "prefecture") | {"rows": files.rows_of(four)}
    bar = "time a row ≤ 1.15 × the county's in CSV, ≤ 4 GB"
    return [
        line("prefecture, 4 counties, CSV", found, base, bar, lambda ratio: ratio <= 1.15 and found["peak_mb"] <= 4096)
    ]


def prefect(bench: Bench) -> list[dict[str, Any]]:
    """On the committed sample county; the three ways take turns, for the machine is not always as quick. Medians, also
    of what one turn costs more."""
    found: dict[str, list[dict[str, Any]]] = {"plain": [], "alone": [], "served": []}

    def measured(way: str, what: str, **given: object) -> None:
        workspace = bench.work / "sample"
        found[way].append(child(MODULE, what, inbox=SAMPLE, workspace=workspace, as_of=AS_OF, **given))
        shutil.rmtree(workspace)

    with prefect_server(bench.work / "prefect") as address:
        for _ in range(bench.turns):
            measured("plain", "as_functions")
            measured("alone", "through_prefect")
            measured("served", "through_prefect", server=address)

    middle = {
        way: {key: statistics.median(one[key] for one in turns) for key in turns[0]} for way, turns in found.items()
    }
    lines = []
    for case, way, bar in (("Prefect, no server running", "alone", 10), ("Prefect, server running", "served", 4)):
        more = {
            key: statistics.median(
                ours[key] - plain[key] for ours, plain in zip(found[way], found["plain"], strict=True)
            )
            for key in ("seconds", "cpu_seconds")
        }
        holds = more["seconds"] <= bar
        told = f"≤ {bar} s more, is {more['seconds']:.1f} s ({more['cpu_seconds']:.1f} s CPU)"
        row = line(case, middle[way], middle["plain"], told, partial(_whatever, holds))
        lines.append(row | {"turns": found})
    return lines


def lists(bench: Bench) -> list[dict[str, Any]]:
    inbox = files.county(bench.data, bench.seed, COUNTY.times(0.2 * bench.scale, LIST_ASSETS))
    workspace = bench.work / "lists"
    whole = child(MODULE, "batch", inbox=inbox, workspace=workspace, as_of=AS_OF)
    found = whole["stages"]["Lists 名单"]
    con = duckdb.connect(str(workspace / "hedui.duckdb"), read_only=True)
    counts = {
        name: con.execute(f"SELECT count(*) FROM mart.{name}").fetchall()[0][0]
        for name in ("households", "findings", "leads", "plans")
    }
    con.close()
    found |= counts | {"files": sum(path.is_file() for path in (workspace / "out").rglob("*"))}
    shutil.rmtree(workspace)
    size = f"{counts['households']:,} households, {counts['findings']:,} findings"
    least = round(0.8 * LISTS[1] * bench.scale)
    is_enough = counts["findings"] >= least
    return [
        line(
            f"lists of 14 townships ({size})",
            found,
            None,
            f"≤ 20 s, of ≥ {least:,} findings",
            lambda _: found["seconds"] <= 20 and is_enough,
        )
    ]


CASES: dict[str, Callable[[Bench], list[dict[str, Any]]]] = {
    "county": county, "week": week, "prefecture": prefecture, "prefect": prefect, "lists": lists,
}  # fmt: skip


def measure(data: Path, seed: int, scale: float, wanted: Sequence[str], turns: int) -> dict[str, Any]:
    """Every wanted case, one after the other."""
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="hedui-bench-", dir=_beside(data)) as work:
        bench = Bench(data, seed, scale, turns, Path(work))
        steps = [partial(CASES[name], bench) for name in CASES if name in wanted]
        found = [line for step in steps for line in step()]
    versions = f"Python {platform.python_version()}, DuckDB {duckdb.__version__}"
    machine = (
        f"{os.cpu_count()} processors, load {load:.1f} at the start and {os.getloadavg()[0]:.1f} at the end, {versions}"
    )
    return {"machine": machine, "seed": seed, "scale": scale, "cases": found}


def _beside(data: Path) -> Path:
    data.mkdir(parents=True, exist_ok=True)
    return data


def table(lines: Sequence[dict[str, Any]]) -> str:
    """The cases as a Markdown table."""
    rows = [("case", "measured", "baseline", "ratio", "bar", "holds")]
    for line in lines:
        ratio = "" if line["ratio"] is None else f"{line['ratio']:.2f} (CPU {line['cpu_ratio']:.2f})"
        rows.append(
            (line["case"], line["measured"], line["baseline"], ratio, line["bar"], "yes" if line["holds"] else "**no**")
        )
    rows.insert(1, ("---",) * 6)
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)

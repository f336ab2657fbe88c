"""`python -m bench.province [--scale S] [--partitions N] [--out FILE]`: prints a table and writes
JSON. See docs/performance.md.

Partitions are made, decided by `flows.batch.partition.decide_partition`, and deleted; as many at the same time as there
are cores, each worker a process with one thread. The baseline is the county of bench.batch in the same run, which has
all cores: its stages between the deliveries and the lists, that is without parsing.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

from bench.batch import files
from bench.batch.cases import line, table
from bench.batch.measure import ROOT, child
from bench.batch.people import AS_OF
from bench.batch.people import COUNTY as BENCH_COUNTY
from bench.province import partitions

STAGES = ("Evidence 证据", "Matching 比对", "Assessment 评估")


def province(work: Path, seed: int, scale: float, counties: int, memory: str | None, at_once: int) -> dict[str, Any]:
    """The partitions, `at_once` of them at a time: sums, the wall time of deciding all, and the
    peak of those that ran together."""
    from bench.matching.residents import residents

    size = partitions.COUNTY.times(scale)
    families = residents(np.random.default_rng([seed, 0]), size.residents)
    decide = partial(partitions.decide, memory=memory, threads=1 if at_once > 1 else None)
    found: list[dict[str, Any]] = []
    seconds = peak = 0.0
    with ProcessPoolExecutor(at_once, get_context("spawn")) as workers:
        list(workers.map(partitions.ready, range(at_once)))
        for first in range(0, counties, at_once):
            numbers = range(first, min(first + at_once, counties))
            folders = [work / f"county{number}" for number in numbers]
            rows = [
                partitions.write(folder / "source", families, seed, number, size)
                for folder, number in zip(folders, numbers, strict=True)
            ]
            begun = time.perf_counter()
            took = list(workers.map(decide, folders))
            seconds += time.perf_counter() - begun
            peak = max(peak, sum(one["peak_mb"] for one in took))
            found += [one | {"rows": count} for one, count in zip(took, rows, strict=True)]
            for folder in folders:
                shutil.rmtree(folder)
            print(
                f"partitions {numbers[0] + 1} to {numbers[-1] + 1} of {counties}: {sum(rows):,} rows in {time.perf_counter() - begun:.1f} s",
                file=sys.stderr,
            )
    summed = {
        key: round(sum(f[key] for f in found), 2)
        for key in ("cpu_seconds", "rows", "households", "findings", "leads", "matches")
    }
    return {"seconds": round(seconds, 2)} | summed | {"peak_mb": round(peak), "at_once": at_once, "partitions": found}


def _county(data: Path, seed: int, scale: float, work: Path) -> dict[str, Any]:
    """The county's batch, measured as bench.batch does."""
    inbox = files.county(data, seed, BENCH_COUNTY.times(scale))
    found = child("bench.batch", "batch", inbox=inbox, workspace=work / "county", as_of=AS_OF)
    shutil.rmtree(work / "county")
    return found


def measure(
    data: Path, seed: int, scale: float, counties: int, memory: str | None, at_once: int, county: Path | None
) -> dict[str, Any]:
    data.mkdir(parents=True, exist_ok=True)
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="hedui-province-", dir=data) as name:
        work = Path(name)
        whole = (
            json.loads(county.read_text(encoding="utf-8"))["cases"][0]["figures"]["measured"]
            if county
            else _county(data, seed, scale, work)
        )
        stages = [whole["stages"][stage] for stage in STAGES]
        base = {key: round(sum(stage[key] for stage in stages), 2) for key in ("seconds", "cpu_seconds")}
        base |= {
            "peak_mb": max(stage["peak_mb"] for stage in stages),
            "rows": files.rows_of(files.county(data, seed, BENCH_COUNTY.times(scale))),
        }
        found = province(work, seed, scale, counties, memory, at_once)
    share = f"{counties} of {partitions.COUNTIES} partitions, {at_once} at a time, {found['rows']:,.0f} rows"
    bar = "time a row ≤ 1.5 × the county's without parsing, ≤ 8 GB"
    case = line(f"province ({share})", found, base, bar, lambda ratio: ratio <= 1.5 and found["peak_mb"] <= 8192)
    return {"load": [load, os.getloadavg()[0]], "seed": seed, "scale": scale, "cases": [case]}


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench.province",
        description="A province in partitions, against a county's stages without parsing.",
    )
    parser.add_argument("--scale", type=float, default=1.0, help="share of each county's size")
    parser.add_argument("--partitions", type=int, default=partitions.COUNTIES, help="the first so many counties only")
    parser.add_argument(
        "--at-once",
        type=int,
        default=os.cpu_count() or 1,
        help="partitions decided at the same time, by default one per core",
    )
    parser.add_argument("--memory", help="DuckDB's limit per partition, such as 4GB; without it the product's own")
    parser.add_argument(
        "--county",
        type=Path,
        help="JSON of bench.batch whose county is the baseline; without it the county is measured first",
    )
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--data", type=Path, default=ROOT / "workspace" / "bench")
    parser.add_argument("--out", type=Path, default=ROOT / "bench" / "results" / "province.json")
    given = parser.parse_args()
    found = measure(given.data, given.seed, given.scale, given.partitions, given.memory, given.at_once, given.county)
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print(table(found["cases"]))


if __name__ == "__main__":
    main()

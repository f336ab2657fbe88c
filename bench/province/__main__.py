"""`python -m bench.province [--scale S] [--partitions N] [--out FILE]`: prints a table and writes JSON. See docs/performance.md.

Each partition is made, decided in a process of its own by `flows.partition.decide_partition`, and deleted. The baseline is the county of bench.batch
in the same run: its stages between the deliveries and the lists, that is without parsing.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from bench.batch import files
from bench.batch.cases import line, table
from bench.batch.measure import ROOT, child, taken
from bench.batch.people import AS_OF
from bench.batch.people import COUNTY as BENCH_COUNTY
from bench.province import partitions
from schemas.batch import Batch

STAGES = ("Evidence 证据", "Matching 比对", "Assessment 评估")
BATCH = Batch("b1", 1, "routine", AS_OF, "example", "bench", "0" * 64)


def _decide(source: str, target: str, memory: str | None) -> dict[str, Any]:
    """What one partition takes, and how much was found in it."""
    import duckdb

    from flows.partition import decide_partition

    took: dict[str, Any] = {}
    with taken(took):
        decide_partition(Path(source), Path(target), BATCH, memory)
    for name in ("households", "findings", "leads", "matches"):
        took[name] = duckdb.sql(f"SELECT count(*) FROM '{target}/mart/{name}.parquet'").fetchall()[0][0]
    return took


def province(work: Path, seed: int, scale: float, counties: int, memory: str | None) -> dict[str, Any]:
    """The partitions one after the other; sums, and the peak of the greediest."""
    from bench.matching.residents import residents

    size = partitions.COUNTY.times(scale)
    families = residents(np.random.default_rng([seed, 0]), size.residents)
    found: list[dict[str, Any]] = []
    for number in range(counties):
        source, target = work / f"source{number}", work / f"target{number}"
        begun = time.perf_counter()
        rows = partitions.write(source, families, seed, number, size)
        made = time.perf_counter() - begun
        took = child("bench.province", "decide", source=source, target=target, memory=memory)
        found.append(took | {"rows": rows, "making_seconds": round(made, 1)})
        shutil.rmtree(source)
        shutil.rmtree(target)
        print(f"partition {number + 1} of {counties}: {rows:,} rows in {took['seconds']:.1f} s, {took['peak_mb']:,} MB", file=sys.stderr, flush=True)
    summed = {key: round(sum(f[key] for f in found), 2) for key in ("seconds", "cpu_seconds", "rows", "households", "findings", "leads", "matches")}
    return summed | {"peak_mb": max(f["peak_mb"] for f in found), "partitions": found}


def _county(data: Path, seed: int, scale: float, work: Path) -> dict[str, Any]:
    """The county's batch, measured as bench.batch does."""
    inbox = files.county(data, seed, BENCH_COUNTY.times(scale))
    found = child("bench.batch", "batch", inbox=inbox, workspace=work / "county", as_of=AS_OF)
    shutil.rmtree(work / "county")
    return found


def measure(data: Path, seed: int, scale: float, counties: int, memory: str | None, county: Path | None) -> dict[str, Any]:
    data.mkdir(parents=True, exist_ok=True)
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="hedui-province-", dir=data) as name:
        work = Path(name)
        whole = json.loads(county.read_text(encoding="utf-8"))["cases"][0]["figures"]["measured"] if county else _county(data, seed, scale, work)
        stages = [whole["stages"][stage] for stage in STAGES]
        base = {key: round(sum(stage[key] for stage in stages), 2) for key in ("seconds", "cpu_seconds")}
        base |= {"peak_mb": max(stage["peak_mb"] for stage in stages), "rows": files.rows_of(files.county(data, seed, BENCH_COUNTY.times(scale)))}
        found = province(work, seed, scale, counties, memory)
    share = f"{counties} of {partitions.COUNTIES} partitions, {found['rows']:,.0f} rows"
    bar = "time a row ≤ 1.5 × the county's without parsing, ≤ 8 GB"
    case = line(f"province ({share})", found, base, bar, lambda ratio: ratio <= 1.5 and found["peak_mb"] <= 8192)
    return {"load": [load, os.getloadavg()[0]], "seed": seed, "scale": scale, "cases": [case]}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.province", description="A province in partitions, against a county's stages without parsing.")
    parser.add_argument("--scale", type=float, default=1.0, help="share of each county's size")
    parser.add_argument("--partitions", type=int, default=partitions.COUNTIES, help="the first so many counties only")
    parser.add_argument("--memory", help="DuckDB's limit per partition, such as 4GB; without it the product's own")
    parser.add_argument("--county", type=Path, help="JSON of bench.batch whose county is the baseline; without it the county is measured first")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--data", type=Path, default=ROOT / "workspace" / "bench")
    parser.add_argument("--out", type=Path, default=ROOT / "bench" / "results" / "province.json")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        print(json.dumps(_decide(**json.loads(given.child[1]))))
        return
    found = measure(given.data, given.seed, given.scale, given.partitions, given.memory, given.county)
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print(table(found["cases"]))


if __name__ == "__main__":
    main()

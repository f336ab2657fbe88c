"""`python -m bench.assess --county DIR [--out FILE.json] [--top N]`: wall and CPU seconds per stage on a delivered
county, and assessment to matching.

The issue's limit: assessing 50 000 households with 1 000 000 evidence rows takes no longer than matching the same
batch. The county comes from `python -m sample_data --households 50000 --out DIR`. The stages are the product's own,
without Prefect; the workspace is a temporary one.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from unittest import mock

import duckdb

from flows.batch import ingest, kernels
from flows.batch.run import Order, opened
from transforms.assess import Step

COUNTED = {
    "evidence_rows": "evidence",
    "mentions": "mentions",
    "households": "mart.households",
    "findings": "mart.findings",
    "leads": "mart.leads",
}


@contextmanager
def timed(wall: dict[str, float], cpu: dict[str, float], name: str) -> Iterator[None]:
    begun = time.perf_counter(), time.process_time()
    yield
    wall[name], cpu[name] = (
        round(end - start, 2) for start, end in zip(begun, (time.perf_counter(), time.process_time()), strict=True)
    )


def measure(county: Path, as_of: date, top: int) -> dict:
    """Seconds per stage, counts, and the dearest statements of the assessment in CPU seconds."""
    wall: dict[str, float] = {}
    cpu: dict[str, float] = {}
    statements: dict[str, float] = {}
    with (
        tempfile.TemporaryDirectory(prefix="hedui-bench-") as folder,
        opened(Order(county / "inbox", Path(folder) / "workspace", as_of, "example", "routine")) as run,
    ):
        with timed(wall, cpu, "deliveries"):
            run.identify()
            failures = ingest.take_in_all(run.store, run.files, run.catalog, lambda *_: None)
            assert not failures, failures
            ingest.register_files(run.store, run.batch, run.files)
        with timed(wall, cpu, "evidence"):
            kernels.gather_evidence(run.con, run.catalog, run.batch, run.policy)
        with timed(wall, cpu, "matching"):
            kernels.match_people(run.con)
        with timed(wall, cpu, "assessment"), each_statement(statements):
            kernels.assess_households(run.con, run.batch, run.policy)
        counts = {
            name: run.con.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0] for name, table in COUNTED.items()
        }
    dearest = dict(sorted(statements.items(), key=lambda s: -s[1])[:top])
    machine = f"{os.cpu_count()} processors, Python {platform.python_version()}, DuckDB {duckdb.__version__}"
    ratios = {
        "wall": round(wall["assessment"] / wall["matching"], 2),
        "cpu": round(cpu["assessment"] / cpu["matching"], 2),
    }
    return {
        "machine": machine,
        "counts": counts,
        "wall_seconds": wall,
        "cpu_seconds": cpu,
        "assessment_to_matching": ratios,
        "dearest_statements": dearest,
    }


@contextmanager
def each_statement(found: dict[str, float]) -> Iterator[None]:
    """While it lasts, the CPU seconds of every step of the assessment; two may run at the same time,
    each on a thread of its own."""
    perform = Step.perform

    def watched(step: Step, con: duckdb.DuckDBPyConnection) -> None:
        begun = time.thread_time()
        perform(step, con)
        found[step.name] = round(time.thread_time() - begun, 2)

    with mock.patch.object(Step, "perform", watched):
        yield


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench.assess",
        description="Seconds per stage of one batch, the assessment as a ratio to the matching.",
    )
    parser.add_argument("--county", type=Path, required=True, help="what `python -m sample_data --out` wrote")
    parser.add_argument("--as-of", type=date.fromisoformat, default=date(2026, 3, 31))
    parser.add_argument("--top", type=int, default=12, help="dearest statements shown")
    parser.add_argument("--out", type=Path, help="write the figures there as JSON")
    given = parser.parse_args()
    text = json.dumps(measure(given.county, given.as_of, given.top), ensure_ascii=False, indent=2)
    if given.out:
        given.out.write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()

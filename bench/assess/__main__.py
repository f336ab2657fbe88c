"""`python -m bench.assess --county DIR [--out FILE.json] [--top N]`: seconds per stage on a delivered county, and assessment as a ratio to matching.

The issue's limit: assessing 50 000 households with 1 000 000 evidence rows takes no longer than matching the same batch. The county comes from
`python -m sample_data --households 50000 --out DIR`. The stages are the product's own, without Prefect; the workspace is a temporary one.
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

import duckdb

from flows import ingest
from flows.run import Order, opened
from transforms import assess as assessment
from transforms.assess import stages
from transforms.evidence import gather
from transforms.match import match

COUNTED = {"evidence_rows": "evidence", "mentions": "mentions", "households": "mart.households", "findings": "mart.findings", "leads": "mart.leads"}


@contextmanager
def timed(seconds: dict[str, float], name: str) -> Iterator[None]:
    begun = time.perf_counter()
    yield
    seconds[name] = round(time.perf_counter() - begun, 2)


def measure(county: Path, as_of: date, top: int) -> dict:
    """Seconds per stage, counts, and the slowest statements of the assessment."""
    seconds: dict[str, float] = {}
    statements: dict[str, float] = {}
    with (
        tempfile.TemporaryDirectory(prefix="hedui-bench-") as folder,
        opened(Order(county / "inbox", Path(folder) / "workspace", as_of, "example", "routine")) as run,
    ):
        with timed(seconds, "deliveries"):
            run.identify()
            failures = ingest.take_in_all(run.store, run.files, run.catalog, lambda *_: None)
            assert not failures, failures
            ingest.register_files(run.store, run.batch, run.files)
        with timed(seconds, "evidence"):
            gather(run.con, run.catalog, run.batch, run.policy.count("staleness_days"))
        with timed(seconds, "matching"):
            match(run.con)
        with timed(seconds, "assessment"):
            assessment.register(run.con, run.batch)
            with each_statement(statements):
                assessment.assess(run.con, run.batch, run.policy)
        counts = {name: run.con.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0] for name, table in COUNTED.items()}
    slowest = dict(sorted(statements.items(), key=lambda s: -s[1])[:top])
    machine = f"{os.cpu_count()} processors, Python {platform.python_version()}, DuckDB {duckdb.__version__}"
    ratio = round(seconds["assessment"] / seconds["matching"], 2)
    return {"machine": machine, "counts": counts, "seconds": seconds, "assessment_to_matching": ratio, "slowest_statements": slowest}


@contextmanager
def each_statement(found: dict[str, float]) -> Iterator[None]:
    """While it lasts, the seconds of every SQL file of the assessment, by folder and name."""
    read, last = stages._sql, [None, 0.0]

    def close() -> None:
        if last[0]:
            found[last[0]] = round(found.get(last[0], 0) + time.perf_counter() - last[1], 2)

    def watched(folder: str, name: str) -> str:
        close()
        last[:] = [f"{folder}/{name}", time.perf_counter()]
        return read(folder, name)

    stages._sql = watched
    try:
        yield
        close()
    finally:
        stages._sql = read


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.assess", description="Seconds per stage of one batch, the assessment as a ratio to the matching.")
    parser.add_argument("--county", type=Path, required=True, help="what `python -m sample_data --out` wrote")
    parser.add_argument("--as-of", type=date.fromisoformat, default=date(2026, 3, 31))
    parser.add_argument("--top", type=int, default=12, help="slowest statements shown")
    parser.add_argument("--out", type=Path, help="write the figures there as JSON")
    given = parser.parse_args()
    text = json.dumps(measure(given.county, given.as_of, given.top), ensure_ascii=False, indent=2)
    if given.out:
        given.out.write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()

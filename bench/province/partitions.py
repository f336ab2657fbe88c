"""One county of a province as a partition: its source, cleaned deliveries as Parquet made in
place, and what deciding it takes."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from bench.batch.measure import taken
from bench.batch.people import AS_OF, Size, placed
from bench.batch.rows import datasets
from flows.batch.partition import decide_partition
from schemas.batch import Batch
from schemas.model import catalog

COUNTIES = 50
COUNTY = Size(residents=500_000, households=16_000, rows=2_000_000)
"""Fifty of these are the province: 25 M known residents, 2 M recipients, 100 M rows."""
BATCH = Batch("b1", 1, "routine", AS_OF, "example", "bench", "0" * 64)


def write(folder: Path, families: pl.DataFrame, seed: int, number: int, size: Size) -> int:
    """Write county `number` of the province below `folder`; the rows of all its datasets."""
    (folder / "clean").mkdir(parents=True)
    (folder / "core").mkdir()
    files, accepted = [], 0
    for dataset, plan, frame in datasets(catalog(), placed(families, seed, size, number), seed + number, size):
        name = f"{catalog().departments[dataset.department].title}_{dataset.title}.parquet"
        content = f"{number}/{dataset.name}"
        row = pl.int_range(2, len(frame) + 2, dtype=pl.Int64).alias("row")
        cleaned = frame.select(
            pl.lit(content).alias("content_id"), pl.lit(None, pl.String).alias("sheet"), row, *dataset.columns
        )
        bare = [c.name for c in dataset.columns.values() if c.required]
        cleaned = cleaned.drop_nulls(bare) if bare else cleaned  # the intake would have kept them back
        cleaned.write_parquet(folder / "clean" / f"{dataset.name}.parquet", compression="zstd", statistics=False)
        accepted += len(cleaned)
        delivered = AS_OF - timedelta(days=plan.days)
        files.append(
            {"batch_id": "b1", "batch_number": 1, "file": name, "content_id": content, "sha256": content, "bytes": 0,
             "modified_at": datetime.combine(delivered, datetime.min.time()), "department": dataset.department, "dataset": dataset.name,
             "disposition": "accepted", "observed_on": delivered, "rows_read": len(cleaned), "rows_accepted": len(cleaned), "rows_quarantined": 0}
        )  # fmt: skip
    pl.DataFrame(files).write_parquet(folder / "core" / "files.parquet")
    return accepted


def ready(_worker: int) -> None:
    """Load what deciding loads, so that a worker's first partition is not charged with it."""
    import transforms.assess
    import transforms.evidence
    import transforms.feedback
    import transforms.match
    import transforms.policy  # noqa: F401


def decide(folder: Path, memory: str | None, threads: int | None) -> dict[str, Any]:
    """Decide the partition folder/source into folder/target: what that took, and how much was found."""
    took: dict[str, Any] = {}
    with taken(took):
        decide_partition(folder / "source", folder / "target", BATCH, memory, threads)
    for name in ("households", "findings", "leads", "matches"):
        took[name] = duckdb.sql(f"SELECT count(*) FROM '{folder}/target/mart/{name}.parquet'").fetchall()[0][0]
    return took

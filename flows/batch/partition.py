"""One partition of a whole that is too large for one batch: a folder of Parquet in, a folder of Parquet out, and
nothing else read or written.

A partition is a county: whose record a row is, what a household is found with and what is decided depend on nothing
outside it. So `decide_partition` is all that a distributed engine has to call, with two paths and values that it can
ship. Both folders hold clear values, plain also when a key is set.

source/  clean/<dataset>.parquet   content_id, sheet, row and the dataset's columns, as the intake cleans them
         core/<table>.parquet      `files` and the problems found in them (flows/core.sql); after
                                   a first batch, what that left
target/  mart/<table>.parquet      the tables for analysts (schemas/mart.yaml) but `batches`, which is the clock's
         core/<table>.parquet      what outlives the batch (schemas/core.yaml, lasting
                                   tables): for the next one's source
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import duckdb

from flows.batch import kernels, publish
from flows.errors import BatchError
from flows.storage.store import Store
from schemas import ddl, model
from schemas.batch import Batch
from schemas.model import Catalog

_DELIVERED = ("files", "content_issues", "file_issues")
_NOT_OF_A_PARTITION = ("batches",)
_KEPT_ELSEWHERE = ("secrets",)  # whose keys sign lists is the workspace's own affair


def decide_partition(
    source: Path, target: Path, batch: Batch, memory_limit: str | None = None, threads: int | None = None
) -> Path:
    """Evidence, matching and assessment of the deliveries in `source`; `target` appears whole
    or not at all and is returned.

    memory_limit: DuckDB's, such as '2GB'; what is more goes to disk beside the target. threads: DuckDB's, all cores
    when left out; an engine that decides one partition per core gives 1. Raises PolicyError when the policy lacks a
    value on the day, RuleError when a rule does not fit it, BatchError when it requires encryption.
    """
    from transforms.assess import check_rules
    from transforms.evidence.contract import refuse_misfits
    from transforms.policy import load

    policy = load(batch.jurisdiction, batch.as_of)
    check_rules(policy)
    if policy.require_encryption:
        raise BatchError(
            f"policy {batch.jurisdiction} requires encryption, and a partition is plain Parquet; decide this county with `hedui run`"
        )
    known = policy.catalog
    refuse_misfits(known)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as name:
        work = Path(name)
        store = Store(work / "core.duckdb", work / "spill", threads)
        try:
            if memory_limit is not None:
                store.con.execute(f"SET memory_limit = {ddl.quoted(memory_limit)}")
            store.add_datasets(known)
            _take(store, source, known)
            store.attach_cache(work / "evidence.duckdb")
            store.attach_batch(work / "batch.duckdb")
            kernels.gather_evidence(store.con, known, batch, policy)
            kernels.match_people(store.con)
            kernels.assess_households(store.con, batch, policy)
            with store.writing() as cursor:
                kernels.remember_batch(cursor, batch)
            _write(store.con, work / "result")
        finally:
            store.abandon()
        shutil.rmtree(target, ignore_errors=True)
        (work / "result").rename(target)
    return target


def _take(store: Store, source: Path, known: Catalog) -> None:
    """What was delivered is read in place; what earlier batches left is taken into the store,
    because this batch adds to it."""
    with store.writing() as cursor:
        for table in (*_DELIVERED, *_lasting()):
            file = source / "core" / f"{table}.parquet"
            if file.is_file():
                cursor.execute(f"INSERT INTO core.{table} BY NAME FROM read_parquet({ddl.quoted(str(file))})")
        for dataset in known.datasets:
            file = source / "clean" / f"{dataset}.parquet"
            if file.is_file():
                cursor.execute(f'DROP TABLE clean."{dataset}"')
                read = f"read_parquet({ddl.quoted(str(file))}, file_row_number = true)"
                cursor.execute(
                    f'CREATE VIEW clean."{dataset}" AS SELECT * RENAME (file_row_number AS rowid) FROM {read}'
                )  # the evidence asks for row ids


def _lasting() -> list[str]:
    return [name for name, table in model.tables("core").items() if table.lasting and name not in _KEPT_ELSEWHERE]


def _write(con: duckdb.DuckDBPyConnection, result: Path) -> None:
    """Each table to one file, in an order that does not depend on how many threads worked."""
    found = con.execute(
        "SELECT table_name FROM information_schema.tables WHERE table_catalog = 'batch' AND table_schema = 'mart'"
    ).fetchall()
    made = {name for (name,) in found}
    named = [
        ("mart", "batch.mart", name)
        for name in model.tables("mart")
        if name in made and name not in _NOT_OF_A_PARTITION
    ]
    named += [("core", "store.core", name) for name in _lasting()]
    for folder, schema, name in named:
        (result / folder).mkdir(parents=True, exist_ok=True)
        file = ddl.quoted(str(result / folder / f"{name}.parquet"))
        con.execute(
            f'COPY (FROM {schema}."{name}" ORDER BY {publish.order_of(name)}) TO {file} (FORMAT parquet, COMPRESSION zstd)'
        )

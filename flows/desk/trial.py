"""A changed policy tried on a batch that is already loaded: what the departments delivered is taken from
core.duckdb, no file is read."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from flows.batch.kernels import in_force
from flows.errors import BatchError, UsageError, explained
from flows.storage import keys
from flows.storage.store import create_clean, create_core
from flows.storage.workspace import Workspace
from schemas.batch import Batch
from schemas.model import Catalog

if TYPE_CHECKING:
    from transforms.policy import Policy


@dataclass(frozen=True)
class Trial:
    """The policy in force and the changed one, over the deliveries of one batch."""

    batch: Batch
    before: Policy
    after: Policy


def trial(published: duckdb.DuckDBPyConnection, batch_id: str, overrides: Mapping[str, str]) -> Trial:
    """The two policies for the date and jurisdiction of a batch; an unknown parameter or a value that
    does not fit is a UsageError."""
    from transforms.policy import PolicyError, load, with_overrides

    columns = "batch_id, batch_number, kind, as_of, jurisdiction, policy_version, inputs_sha256"
    batch = Batch(
        *published.execute(f"SELECT {columns} FROM mart.batches WHERE batch_id = ?", [batch_id]).fetchall()[0]
    )
    try:
        before = load(batch.jurisdiction, batch.as_of)
    except PolicyError as error:
        raise BatchError(*error.args) from None
    try:
        return Trial(batch, before, with_overrides(before, overrides))
    except PolicyError as error:
        raise UsageError(f"--set: {error}") from None


@contextmanager
def compared(workspace: Path, tried: Trial) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with `changes` and `changes_by_township`. It works in memory and spills to a folder that is gone
    afterwards; core.duckdb is only read."""
    from transforms.assess import compare
    from transforms.evidence import gather
    from transforms.match import match, register

    with (
        tempfile.TemporaryDirectory(prefix="hedui-whatif-") as spill,
        explained("the comparison"),
        keys.looking(Workspace(workspace).core, spill) as con,
    ):
        known = tried.before.catalog
        refuse_older(con, known)
        con.execute("ATTACH ':memory:' AS batch; USE batch; CREATE SCHEMA mart")
        days = [policy.count("staleness_days") for policy in (tried.after, tried.before)]
        if days[0] != days[1]:
            gather(con, known, tried.batch, days[0])
            con.execute("CREATE TABLE evidence_after AS FROM evidence; CREATE TABLE coverage_after AS FROM coverage")
        gather(con, known, tried.batch, days[1])
        match(con)
        register(con)
        compare(con, tried.batch, in_force(tried.before), in_force(tried.after))
        yield con


def refuse_older(con: duckdb.DuckDBPyConnection, known: Catalog) -> None:
    """BatchError when the `store` attached was last written when less was known: it is only read here,
    a batch adds what is missing."""
    columns = "SELECT schema_name, table_name, column_name FROM duckdb_columns() WHERE database_name = 'store'"
    with duckdb.connect() as fresh:
        fresh.execute("ATTACH ':memory:' AS store; USE store")
        create_core(fresh)
        create_clean(fresh, known.datasets.values())
        missing = sorted(set(fresh.execute(columns).fetchall()) - set(con.execute(columns).fetchall()))
    if missing:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        raise BatchError(
            f"core.duckdb was last written by an older version of hedui or of the policy: it has no {'.'.join(missing[0])}{more}; "
            "run one batch with `hedui run`, which adds what is missing, then try again"
        )

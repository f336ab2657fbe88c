"""A batch without deliveries, in a folder that goes away: whether every statement fits the tables it reads."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from flows.batch import kernels
from flows.storage.store import Store
from schemas.batch import Batch
from transforms.policy import Policy


def rehearse(policy: Policy, as_of: date) -> None:
    """Evidence, matching and assessment over nothing. Raises StepError, RuleError, ContractError as a batch does."""
    with TemporaryDirectory(prefix="hedui-rehearsal-") as folder:
        place = Path(folder)
        batch = Batch("rehearsal", 1, "routine", as_of, policy.code, policy.version, "")
        store = Store(place / "core.duckdb", place / "spill", threads=1)
        try:
            store.add_datasets(policy.catalog)
            store.attach_cache(place / "evidence.duckdb")
            store.attach_batch(place / "batch.duckdb")
            kernels.gather_evidence(store.con, policy.catalog, batch, policy)
            kernels.match_people(store.con)
            kernels.assess_households(store.con, batch, policy)
        finally:
            store.abandon()

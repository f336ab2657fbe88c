"""The policy in force as tables: what SQL joins instead of literals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Protocol

import polars as pl
from duckdb import DuckDBPyConnection


class WorkingDays(Protocol):
    def add_working_days(self, day: dt.date, n: int) -> dt.date: ...


class PolicyInForce(Protocol):
    """What assessment needs of a policy; the policy stage provides it."""

    calendar: WorkingDays

    def frames(self) -> Mapping[str, pl.DataFrame]: ...

    def count(self, id: str) -> int: ...


def load_policy(con: DuckDBPyConnection, policy: PolicyInForce) -> None:
    """One table per frame of the policy: parameters, review_cycles, finding_texts, signals, catalogue_*."""
    for name, frame in policy.frames().items():
        con.register("policy_frame", frame.to_arrow())
        con.execute(f'CREATE OR REPLACE TABLE "{name}" AS SELECT * FROM policy_frame')
        con.unregister("policy_frame")

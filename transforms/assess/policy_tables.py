"""The policy in force as tables: what SQL joins instead of literals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import polars as pl
from duckdb import DuckDBPyConnection


class WorkingDays(Protocol):
    def add_working_days(self, day: dt.date, n: int) -> dt.date: ...


@dataclass(frozen=True)
class PolicyInForce:
    """What assessment needs of a policy: its flat tables, a number of days by its id, and its working days."""

    frames: Mapping[str, pl.DataFrame]
    count: Callable[[str], int]
    calendar: WorkingDays


def load_policy(con: DuckDBPyConnection, policy: PolicyInForce) -> None:
    """One table per frame of the policy: parameters, review_cycles, finding_texts, signals, catalogue_*."""
    for name, frame in policy.frames.items():
        con.register("policy_frame", frame.to_arrow())
        con.execute(f'CREATE OR REPLACE TABLE "{name}" AS SELECT * FROM policy_frame')
        con.unregister("policy_frame")

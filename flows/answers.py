"""Answers of townships in the published warehouse: the same whether a batch or `hedui feedback` publishes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import duckdb

from schemas.batch import Batch

if TYPE_CHECKING:
    from transforms.policy import Policy


def notices(policy: Policy) -> tuple[int, int]:
    """Days of notice before a grace period ends, and before an exemption does (policy.md section 9)."""
    return policy.count("grace.reminder_days"), policy.count("expiry.notice_days")


def complete(batch: Batch, policy: Policy) -> Callable[[duckdb.DuckDBPyConnection, str], None]:
    """What turns the tables of a batch into what is known by now: every answer, and the batch's cases closed by those it got."""
    from transforms.feedback import close_answered, show

    def add(con: duckdb.DuckDBPyConnection, schema: str) -> None:
        show(con, schema, *notices(policy))
        close_answered(con, schema, batch.batch_id, batch.number)

    return add

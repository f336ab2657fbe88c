"""Answers of townships in the published warehouse: the same whether a batch or `hedui feedback` publishes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import duckdb

from flows import keys
from flows.store import Store
from schemas.batch import Batch
from schemas.row_keys import RowKeys, derived_secret

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


def row_keys(store: Store) -> RowKeys:
    """The keys of this workspace's lists. The secret is kept from the first list on, so that lists stay readable when the encryption key changes."""
    kept = store.rows("SELECT value FROM core.secrets WHERE name = 'row_keys'")
    if not kept:
        secret = derived_secret(keys.key())
        with store.writing() as cursor:
            cursor.execute("INSERT INTO core.secrets VALUES ('row_keys', ?)", [secret])
        return RowKeys(secret)
    return RowKeys(kept[0][0])

"""Answers of townships in the published warehouse: the same whether a batch or `hedui feedback` publishes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import duckdb

from flows.storage import keys, published
from flows.storage.store import Store
from flows.storage.workspace import Workspace
from schemas.batch import Batch
from schemas.row_keys import RowKeys, derived_secret

if TYPE_CHECKING:
    from transforms.feedback import Known
    from transforms.policy import Policy


def notices(policy: Policy) -> tuple[int, int]:
    """Days of notice before a grace period ends, and before an exemption does (docs/rules.md#clocks)."""
    return policy.count("grace.reminder_days"), policy.count("expiry.notice_days")


def complete(batch: Batch, policy: Policy) -> Callable[[duckdb.DuckDBPyConnection, str], None]:
    """What turns the tables of a batch into what is known by now: every answer, and the batch's
    cases closed by those it got."""
    from transforms.feedback import close_answered, show

    def add(con: duckdb.DuckDBPyConnection, schema: str) -> None:
        show(con, schema, *notices(policy))
        close_answered(con, schema, batch.batch_id, batch.number)

    return add


def row_keys(store: Store) -> RowKeys:
    """The keys of this workspace's lists. The secret is kept from the first list on, so that lists stay readable
    when the encryption key changes."""
    kept = store.rows("SELECT value FROM core.secrets WHERE name = 'row_keys'")
    if not kept:
        secret = derived_secret(keys.key())
        with store.writing() as cursor:
            cursor.execute("INSERT INTO core.secrets VALUES ('row_keys', ?)", [secret])
        return RowKeys(secret)
    return RowKeys(kept[0][0])


def known_to(workspace: Workspace, store: Store, batches: list[str]) -> Known:
    """What was asked in these batches, and where each household and lead lives; batches that
    hedui does not know are left out."""
    from transforms.feedback import Known, KnownBatch
    from transforms.policy import load

    decided = store.rows(
        "SELECT batch_id, jurisdiction, as_of FROM core.batches WHERE list_contains(?, batch_id)", [batches]
    )
    cases = store.rows(
        """
        SELECT l.batch_id, l.case_id, i.register, i.household_id, l.is_listed OR (i.register = 'application' AND l.state NOT IN ('exempted', 'suppressed'))
        FROM core.case_log l JOIN core.case_ids i USING (case_id) WHERE list_contains(?, l.batch_id) ORDER BY l.batch_id, l.case_id
        """,
        [batches],
    )
    places = "SELECT ? AS kind, batch_id, {0} AS number, township FROM mart.{1} WHERE list_contains(?, batch_id)"
    with published.reading(workspace.root) as con:
        parts = (("H", "household_id", "households"), ("A", "household_id", "applications"), ("L", "lead_id", "leads"))
        placed = [
            row
            for kind, number, table in parts
            for row in con.execute(places.format(number, table), [kind, batches]).fetchall()
        ]
    townships = {(kind, batch, number): township for kind, batch, number, township in placed}
    households: dict[tuple[str, str, str], tuple[str, ...]] = {key: () for key in townships if key[0] != "L"}
    for batch, case, register, household, is_shown in cases:
        key = ("H" if register == "roster" else "A", batch, household)
        if key in townships:
            townships["C", batch, case] = townships[key]
        if is_shown:
            households[key] = (*households.get(key, ()), case)
    return Known(
        batches={
            batch: KnownBatch(as_of, load(code, as_of).count("grace.max_months")) for batch, code, as_of in decided
        },
        cases=frozenset((batch, case) for batch, case, _, _, is_shown in cases if is_shown),
        households=households,
        leads=frozenset((batch, number) for kind, batch, number in townships if kind == "L"),
        townships=townships,
    )

"""What decides a batch, step by step, on one connection: its database is the current catalog,
core.duckdb is attached as `store`.

The tasks of a run (flows/batch/stages.py) and a partition (flows/batch/partition.py) both call these, so that the two
cannot come to decide differently. What does the work is imported where it is used, so that `hedui --help` stays quick.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from duckdb import DuckDBPyConnection

from flows.batch.answers import notices
from schemas.batch import Batch
from schemas.model import Catalog

if TYPE_CHECKING:
    from transforms.assess import PolicyInForce
    from transforms.policy import Policy


def gather_evidence(con: DuckDBPyConnection, catalog: Catalog, batch: Batch, policy: Policy) -> None:
    """The deliveries in force as evidence, mentions, known people and coverage; what has not changed since the last
    batch is not gathered again."""
    from transforms.evidence import gather

    gather(con, catalog, batch, policy.count("staleness_days"))


def match_people(con: DuckDBPyConnection) -> None:
    """Every mention to at most one person, with what humans have judged; and who is who across batches."""
    from transforms.match import match, register

    con.execute("CREATE OR REPLACE TABLE judgements AS FROM store.core.judgements")
    match(con)
    register(con)


def in_force(policy: Policy) -> PolicyInForce:
    """What assessment needs of a policy; neither stage knows the other."""
    from transforms.assess import PolicyInForce
    from transforms.policy.frames import frames

    return PolicyInForce(frames(policy), policy.count, policy.calendar)


def assess_households(con: DuckDBPyConnection, batch: Batch, policy: Policy) -> None:
    """Schema mart but for `batches`, and the pairs that a human should judge."""
    from transforms.assess import Step, assess
    from transforms.feedback import show
    from transforms.match import queue

    doubted = "SELECT unnest(evidence_ids) AS evidence_id FROM raised WHERE code = 'M01'"
    beside = (
        Step("match/queue", "match_queue", doubted, lambda lane: queue(lane, batch.batch_id, doubted)),
        Step(
            "feedback/show", "mart.outcomes", "", lambda lane: show(lane, "mart", *notices(policy), before=batch.number)
        ),
    )
    assess(con, batch, in_force(policy), beside)


def remember_batch(con: DuckDBPyConnection, batch: Batch) -> None:
    """What outlives the batch, into core.duckdb; runs inside the transaction that decides it, its
    database attached as `batch`."""
    from transforms.assess import remember
    from transforms.match import remember_people, remember_queue

    remember_people(con, batch)
    remember(con, batch)
    remember_queue(con, batch.batch_id)

"""What a changed policy would change: the same assessment twice over the same evidence, and one row per
household that stands otherwise."""

from __future__ import annotations

from duckdb import DuckDBPyConnection

from schemas.batch import Batch
from transforms.assess.policy_tables import PolicyInForce
from transforms.assess.stages import assess, run_files
from transforms.scheduler import lane, shared_steps

WOULD_BE = ("would_be_households", "would_be_members", "would_be_links")


def compare(con: DuckDBPyConnection, batch: Batch, before: PolicyInForce, after: PolicyInForce) -> None:
    """Write `changes` and `changes_by_township` (transforms/assess/trial). Reads what evidence and matching left.

    Roster households on near_dibao and rigid_expense are assessed a second time as if they applied for dibao, so that
    the same SQL says who could come onto it. Tables `evidence_after` and `coverage_after`, when there are any, take the
    place of theirs under the changed policy.
    """
    with shared_steps(con), lane(con) as cursor:
        run_files(cursor, "people", ["numbered", "register_entries", "households"])
        run_files(cursor, "trial", WOULD_BE)
    for policy, name in ((before, "standings_before"), (after, "standings_after")):
        if (
            policy is after
            and con.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'evidence_after'").fetchall()
        ):
            for table in ("evidence", "coverage"):
                con.execute(f"CREATE OR REPLACE TABLE {table} AS FROM {table}_after")
        assess(con, batch, policy)
        run_files(con, "trial", ["standings"])
        con.execute(f"CREATE OR REPLACE TABLE {name} AS FROM standings")
    run_files(con, "trial", ("changes", "by_township"))

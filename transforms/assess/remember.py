"""What outlives an assessment: which case is which, what was found when. Runs inside the
transaction that publishes the batch."""

from __future__ import annotations

from duckdb import DuckDBPyConnection

from schemas.batch import Batch

STATEMENTS = (
    """INSERT INTO store.core.case_ids
       SELECT case_id, register, household_id, code FROM batch.main.findings WHERE is_new_case ORDER BY case_id""",
    "DELETE FROM store.core.case_log WHERE batch_number = $number",
    """INSERT INTO store.core.case_log
       SELECT $batch_id, $number, $as_of, f.case_id, f.person_id, f.value, f.limit_value, f.evidence_key, f.state, c.is_listed, c.due_on,
              c.state IN ('sent', 'returned')
       FROM batch.main.findings f JOIN batch.main.cases_now c USING (case_id) ORDER BY f.case_id""",
    """INSERT INTO store.core.lead_ids SELECT lead_id, lead_key FROM batch.main.lead_list WHERE is_new ORDER BY lead_id""",
    "DELETE FROM store.core.signal_log WHERE batch_number = $number",
    """INSERT INTO store.core.signal_log
       WITH seen AS (
           SELECT h.household_id AS subject, s.signal
           FROM batch.main.household_signals s JOIN batch.main.household_numbers h USING (household_no) WHERE h.register = 'roster'
           UNION SELECT lead_id, unnest(signals) FROM batch.main.lead_list)
       SELECT $number, $as_of, subject, signal FROM seen
       WHERE NOT EXISTS (FROM store.core.signal_log l WHERE l.subject = seen.subject AND l.signal = seen.signal AND l.batch_number < $number)
       ORDER BY subject, signal""",
)


def remember(con: DuckDBPyConnection, batch: Batch) -> None:
    """Add the batch's new cases, leads and first signals to schema core of `store`; the batch's
    database is attached as `batch`."""
    values = {"batch_id": batch.batch_id, "number": batch.number, "as_of": batch.as_of}
    for statement in STATEMENTS:
        con.execute(statement, {name: value for name, value in values.items() if f"${name}" in statement})

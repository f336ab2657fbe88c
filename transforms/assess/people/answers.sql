-- answers: one row per case: the answer that stands of those taken in before this batch (the latest by day of the
-- check, then by order of taking in), with what the finding was when it was answered.
CREATE OR REPLACE TABLE steps.answers AS
SELECT c.register, c.household_id, c.code, o.*, l.value, l.limit_value, l.evidence_key
FROM store.core.outcomes o
JOIN store.core.case_ids c USING (case_id)
LEFT JOIN store.core.case_log l ON l.case_id = o.case_id AND l.batch_id = o.answered_batch_id
WHERE o.after_batch_number < batch_number()
QUALIFY row_number() OVER (PARTITION BY o.case_id ORDER BY coalesce(o.outcome_on, l.as_of) DESC, o.sequence DESC) = 1;

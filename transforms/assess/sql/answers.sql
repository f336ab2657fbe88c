-- answers: one row per case: the latest answer taken in before this batch, with what the finding was when it was answered.
CREATE OR REPLACE TEMP TABLE answers AS
SELECT c.register, c.household_id, c.code, o.*, l.value, l.limit_value, l.evidence_key
FROM store.core.outcomes o JOIN store.core.case_ids c USING (case_id)
LEFT JOIN store.core.case_log l ON l.case_id = o.case_id AND l.batch_id = o.answered_batch_id
WHERE o.after_batch_number < batch_number()
QUALIFY row_number() OVER (PARTITION BY o.case_id ORDER BY o.sequence DESC) = 1;

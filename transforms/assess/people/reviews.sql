-- reviews: one row per household with a completed review in hedui: its latest answered outcome (50 无法核实 and 51 逾期
-- complete nothing).
CREATE OR REPLACE TABLE steps.reviews AS
SELECT c.household_id, max(o.outcome_on) AS reviewed_on
FROM store.core.outcomes o
JOIN store.core.case_ids c USING (case_id)
WHERE o.after_batch_number < batch_number()
    AND o.outcome NOT IN ('50', '51')
    AND c.register = 'roster'
    AND o.outcome_on <= as_of()
GROUP BY c.household_id;

-- graces: one row per household that was granted a grace period (渐退, outcome 13): whether it runs on as_of, or has
-- ended.
CREATE OR REPLACE TABLE steps.graces AS
SELECT
    household_id,
    bool_or(as_of() BETWEEN effective_month AND grace_until) AS is_in_grace,
    bool_or(grace_until < as_of()) AS has_ended
FROM answers
WHERE register = 'roster' AND outcome = '13' AND effective_month IS NOT NULL AND grace_until IS NOT NULL
GROUP BY household_id;

-- One row per finding of the household, those with an effect first; answered and exempted ones last.
SELECT f.*, c.state AS case_state, c.outcome, c.outcome_on, c.due_on
FROM mart.findings f
LEFT JOIN (
    SELECT *
    FROM mart.cases
    WHERE batch_id = $batch_id
    QUALIFY row_number() OVER (PARTITION BY case_id ORDER BY code) = 1
) c
ON c.case_id = f.case_id
WHERE f.batch_id = $batch_id AND f.register = $register AND f.household_id = $key
ORDER BY
    f.state IN ('suppressed', 'exempted'), list_position(['exit', 'adjust', 'review'], f.effect), f.code, f.finding_id

-- One row per household (roster or application), kind of notice and case whose standing answer to the batch asks for
-- it; an answer about a whole application stands for each of its findings.
WITH standing AS (
    SELECT *
    FROM mart.outcomes
    WHERE batch_id = $batch_id AND is_current AND household_id IS NOT NULL
        AND outcome IN ('10', '11', '13') AND (register = 'roster' OR outcome = '10')
)

SELECT
    o.batch_id,
    b.batch_number,
    b.as_of,
    o.register,
    o.household_id,
    CASE WHEN o.register = 'application' THEN '不予确认' ELSE o.outcome END AS answer,
    o.outcome_on,
    o.situation,
    o.effective_month,
    o.grace_until,
    f.code,
    f.explanation,
    f.clause,
    f.observed_on,
    coalesce(h.programme, a.programme) AS programme,
    coalesce(h.township, a.township) AS township,
    coalesce(h.village, a.village) AS village,
    coalesce(h.head_name, a.head_name) AS head_name,
    coalesce(h.head_id_masked, a.head_id_masked) AS head_id_masked,
    coalesce(h.covered, a.covered) AS covered,
    h.monthly_benefit,
    coalesce(h.suggested_programme, a.suggested_programme) AS suggested_programme
FROM standing o
JOIN mart.batches b ON b.batch_id = o.batch_id
LEFT JOIN
    mart.findings f ON f.batch_id = o.batch_id AND f.register = o.register AND f.household_id = o.household_id
    AND (f.case_id = o.case_id OR (o.case_id IS NULL AND f.state <> 'exempted'))
LEFT JOIN mart.households h ON o.register = 'roster' AND h.batch_id = o.batch_id AND h.household_id = o.household_id
LEFT JOIN mart.applications a ON
    o.register = 'application' AND a.batch_id = o.batch_id AND a.household_id = o.household_id
ORDER BY answer, township, village, o.household_id, o.register, f.code, f.finding_id, o.sequence

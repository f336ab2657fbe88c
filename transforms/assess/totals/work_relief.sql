-- income.work_relief: what was actually paid in the last income.months, never averaged.
SELECT
    scenario,
    household_no,
    'income.work_relief' AS total,
    person_no,
    evidence_id,
    tier,
    CASE WHEN is_repeated THEN 0 ELSE amount END AS counted,
    format('以工代赈 {} {}', strftime(happened_on, '%Y-%m-%d'), yuan(amount)) AS arithmetic
FROM living_evidence
LEFT JOIN repeated USING (scenario, household_no, person_no, evidence_id, party)
WHERE kind = 'work_relief' AND in_last_months(happened_on, p('income.months'))

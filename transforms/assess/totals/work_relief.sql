-- income.work_relief: what was actually paid in the last 12 months, never averaged.
SELECT scenario, household_no, 'income.work_relief' AS total, person_no, evidence_id, tier, CASE WHEN row_number() OVER same = 1 THEN amount ELSE 0 END AS counted,
       format('以工代赈 {} {}', strftime(happened_on, '%Y-%m-%d'), yuan(amount)) AS arithmetic
FROM living_evidence WHERE kind = 'work_relief' AND in_last_months(happened_on, 12)
WINDOW same AS (PARTITION BY scenario, household_no, fact_id ORDER BY tier, evidence_id)

-- medical_out_of_pocket: net of reversals in the last 12 months; the household's sum is not below 0 (see totals).
SELECT scenario, household_no, 'medical_out_of_pocket' AS total, person_no, evidence_id, tier, CASE WHEN row_number() OVER same = 1 THEN amount ELSE 0 END AS counted,
       format('自付 {} {}', strftime(happened_on, '%Y-%m-%d'), yuan(amount)) AS arithmetic
FROM living_evidence WHERE kind = 'medical_expense' AND in_last_months(happened_on, 12)
WINDOW same AS (PARTITION BY scenario, household_no, fact_id ORDER BY tier, evidence_id)

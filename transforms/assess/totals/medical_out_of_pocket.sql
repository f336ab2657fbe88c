-- medical_out_of_pocket: net of reversals in the last medical_expense.months; the household's sum is not below 0 (see
-- totals).
SELECT
    scenario,
    household_no,
    'medical_out_of_pocket' AS total,
    person_no,
    evidence_id,
    tier,
    CASE WHEN is_repeated THEN 0 ELSE amount END AS counted,
    format('自付 {} {}', strftime(happened_on, '%Y-%m-%d'), yuan(amount)) AS arithmetic
FROM living_evidence
LEFT JOIN repeated USING (scenario, household_no, person_no, evidence_id, party)
WHERE kind = 'medical_expense' AND in_last_months(happened_on, p('medical_expense.months'))

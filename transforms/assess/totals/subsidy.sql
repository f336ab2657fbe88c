-- income.subsidy: what was paid in the last income.months, items named by the policy left out.
SELECT
    scenario,
    household_no,
    'income.subsidy' AS total,
    person_no,
    evidence_id,
    tier,
    CASE WHEN is_repeated THEN 0 ELSE amount END AS counted,
    format('{} {} {}', label, strftime(happened_on, '%Y-%m-%d'), yuan(amount)) AS arithmetic
FROM living_evidence
LEFT JOIN repeated USING (scenario, household_no, person_no, evidence_id, party)
WHERE kind = 'subsidy' AND in_last_months(happened_on, p('income.months'))
    AND len(list_filter(words('subsidy.excluded_items'), w -> contains(label, w))) = 0

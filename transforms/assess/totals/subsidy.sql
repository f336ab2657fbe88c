-- income.subsidy: what was paid in the last 12 months, items named by the policy left out.
SELECT scenario, household_no, 'income.subsidy' AS total, person_no, evidence_id, tier, CASE WHEN row_number() OVER same = 1 THEN amount ELSE 0 END AS counted,
       format('{} {} {}', label, strftime(happened_on, '%Y-%m-%d'), yuan(amount)) AS arithmetic
FROM living_evidence
WHERE kind = 'subsidy' AND in_last_months(happened_on, 12)
  AND len(list_filter(words('subsidy.excluded_items'), w -> contains(label, w))) = 0
WINDOW same AS (PARTITION BY scenario, household_no, fact_id ORDER BY tier, evidence_id)

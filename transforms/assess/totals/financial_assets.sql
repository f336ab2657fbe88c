-- financial_assets: latest balance of each account in CNY, and securities; accident insurance is never an asset.
SELECT scenario, household_no, 'financial_assets' AS total, person_no, evidence_id, tier, CASE WHEN row_number() OVER same = 1 THEN amount ELSE 0 END AS counted,
       CASE WHEN row_number() OVER same > 1 THEN '同一账户，不重复计' ELSE format('{} {}', coalesce(label, '金融资产'), yuan(amount)) END AS arithmetic
FROM living_evidence
WHERE (kind = 'deposit' AND category = 'CNY') OR (kind = 'security' AND category <> 'accident_insurance')
WINDOW same AS (PARTITION BY scenario, household_no, fact_id ORDER BY tier, evidence_id)

-- financial_assets: latest balance of each account in CNY, and securities; accident insurance is never an asset.
SELECT
    scenario,
    household_no,
    'financial_assets' AS total,
    person_no,
    evidence_id,
    tier,
    CASE WHEN is_repeated THEN 0 ELSE amount END AS counted,
    CASE
        WHEN is_repeated THEN '同一账户，不重复计'
        ELSE format('{} {}', coalesce(label, '金融资产'), yuan(amount))
    END AS arithmetic
FROM living_evidence
LEFT JOIN repeated USING (scenario, household_no, person_no, evidence_id, party)
WHERE (kind = 'deposit' AND category = 'CNY') OR (kind = 'security' AND category <> 'accident_insurance')

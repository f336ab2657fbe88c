-- scenarios: one row per household and scenario under which it is computed; where a scenario would say what `certain`
-- says, it is left out. certain = T1 and T2; possible = T1 to T4 (only M01 looks at it): households with doubtful
-- evidence; firm = certain, verified and not stale (what may carry an effect beyond review): households with weaker
-- evidence of a kind that can carry one.
CREATE OR REPLACE TABLE steps.scenarios AS
SELECT household_no, 'certain' AS scenario, 'T2' AS worst_tier FROM numbered
UNION ALL
SELECT DISTINCT household_no, 'possible', 'T4' FROM member_evidence WHERE is_authorised AND tier > 'T2'
UNION ALL
SELECT DISTINCT household_no, 'firm', 'T2'
FROM member_evidence
SEMI JOIN (
    SELECT evidence_id
    FROM evidence
    WHERE (is_stale OR evidence_class <> 'verified')
        AND kind IN (
            'death', 'pension', 'fiscal_pay', 'work_relief', 'subsidy', 'deposit', 'security', 'vehicle',
            'dwelling', 'commercial_property', 'parking', 'storage', 'homestead', 'home_purchase'
        )
) USING (evidence_id)
WHERE is_authorised AND tier <= 'T2';

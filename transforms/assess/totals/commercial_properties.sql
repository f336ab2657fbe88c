-- commercial_properties: distinct current units of commercial use.
SELECT
    scenario,
    household_no,
    'commercial_properties' AS total,
    person_no,
    evidence_id,
    tier,
    CASE WHEN row_number() OVER same = 1 THEN 1 ELSE 0 END AS counted,
    CASE WHEN row_number() OVER same > 1 THEN '同一房屋，不重复计' ELSE '非居住用房 ' || label END AS arithmetic
FROM living_evidence
WHERE kind = 'commercial_property' AND status = 'current'
WINDOW same AS (PARTITION BY scenario, household_no, kind, coalesce(item, fact_id::VARCHAR) ORDER BY tier, evidence_id)

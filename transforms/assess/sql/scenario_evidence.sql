-- scenario_evidence: one row per scenario, household, member, fact and party, authorised members only (principle 2).
-- certain = T1 and T2; possible = T1 to T4 (only M01 looks at it); firm = certain, verified and not stale (what may carry an effect beyond review).
CREATE OR REPLACE TABLE scenario_evidence AS
SELECT s.scenario, m.*
FROM member_evidence m
JOIN (VALUES ('certain', 'T2'), ('possible', 'T4'), ('firm', 'T2')) AS s(scenario, worst_tier) ON m.tier <= s.worst_tier
WHERE m.is_authorised AND (s.scenario <> 'firm' OR (NOT m.is_stale AND m.evidence_class = 'verified'));

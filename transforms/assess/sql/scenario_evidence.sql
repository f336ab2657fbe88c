-- scenario_evidence: one row per scenario, household, member, fact and party, authorised members only (principle 2).
CREATE OR REPLACE TEMP VIEW scenario_evidence AS
SELECT s.scenario, m.*
FROM member_evidence m JOIN scenarios s ON s.household_no = m.household_no AND m.tier <= s.worst_tier
WHERE m.is_authorised AND (s.scenario <> 'firm' OR (NOT m.is_stale AND m.evidence_class = 'verified'));

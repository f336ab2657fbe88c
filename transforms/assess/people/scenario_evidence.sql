-- scenario_evidence: one row per scenario, household, member, fact and party, authorised members only
-- (docs/rules.md#unknown). Who joins it with what the rows say asks counts_in(scenario, …).
CREATE OR REPLACE VIEW steps.scenario_evidence AS
SELECT s.scenario, m.*
FROM member_evidence m
JOIN scenarios s ON s.household_no = m.household_no AND m.tier <= s.worst_tier
WHERE m.is_authorised;

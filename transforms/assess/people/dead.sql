-- dead: one row per scenario, household and member with death evidence dated on or before as_of, or undated
-- (docs/rules.md#who-is-assessed).
CREATE OR REPLACE TABLE steps.dead AS
SELECT
    s.scenario,
    s.household_no,
    s.person_no,
    min(e.happened_on) AS died_on,
    list(e.evidence_id ORDER BY e.is_stale, e.happened_on NULLS LAST, e.evidence_id) AS evidence_ids,
    min(s.tier) AS tier
FROM scenario_evidence s
JOIN deaths e USING (evidence_id)
WHERE counts_in(s.scenario, e.is_stale, e.evidence_class)
GROUP BY s.scenario, s.household_no, s.person_no;

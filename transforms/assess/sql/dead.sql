-- dead: one row per scenario, household and member with death evidence dated on or before as_of, or undated (section 2).
CREATE OR REPLACE TABLE dead AS
SELECT scenario, household_no, person_no, min(happened_on) AS died_on,
       list(evidence_id ORDER BY is_stale, happened_on NULLS LAST, evidence_id) AS evidence_ids, min(tier) AS tier
FROM scenario_evidence
WHERE kind = 'death' AND (happened_on IS NULL OR happened_on <= as_of())
GROUP BY scenario, household_no, person_no;

-- hardship_members: one row per scenario, household and living member with a severe disability or a serious illness
-- (docs/rules.md#hardship).
CREATE OR REPLACE TABLE steps.hardship_members AS
SELECT scenario, household_no, person_no, min(evidence_id) AS evidence_id
FROM living_evidence
WHERE says_severe_disability(kind, category, status, ended_on) OR says_serious_illness(kind, category, quantity)
GROUP BY scenario, household_no, person_no;

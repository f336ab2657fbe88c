-- people_dead: one row per person known to be dead, on a roster or not (docs/rules.md#who-is-assessed).
CREATE OR REPLACE TABLE steps.people_dead AS
SELECT DISTINCT x.person_no FROM matches x JOIN deaths USING (evidence_id) WHERE x.tier <= 'T2';

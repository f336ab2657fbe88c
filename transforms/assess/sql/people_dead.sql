-- people_dead: one row per person known to be dead, on a roster or not (section 2).
CREATE OR REPLACE TABLE steps.people_dead AS
SELECT DISTINCT x.person_no FROM matches x JOIN evidence e USING (evidence_id)
WHERE e.kind = 'death' AND x.tier <= 'T2' AND (e.happened_on IS NULL OR e.happened_on <= as_of());

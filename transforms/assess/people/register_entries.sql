-- register_entries: one row per person and entry in the population register that is tied to them (T1 to T3).
CREATE OR REPLACE TABLE steps.register_entries AS
SELECT x.person_no, x.evidence_id, x.tier, e.item AS hukou_number, e.category AS hukou_kind, e.observed_on
FROM matches x
JOIN evidence e USING (evidence_id)
WHERE e.kind = 'registered' AND x.tier <= 'T3';

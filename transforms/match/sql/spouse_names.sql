-- spouse_names: one row per known person and name of a spouse, from marriage records.
CREATE OR REPLACE TEMP TABLE spouse_names AS
SELECT DISTINCT a.pid, b.name
FROM mention_known a JOIN mention_known b ON b.evidence_id = a.evidence_id AND b.party <> a.party
WHERE a.kind = 'marriage' AND b.kind = 'marriage' AND a.pid IS NOT NULL AND b.name <> '';

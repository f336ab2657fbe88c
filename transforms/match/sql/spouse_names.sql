-- spouse_names: one row per known person and name of a spouse, from marriage records.
CREATE OR REPLACE TEMP TABLE spouse_names AS
WITH wed AS (SELECT evidence_id, party, name, resident_key(upper(id_text)) AS key FROM mentions WHERE kind = 'marriage')
SELECT DISTINCT p.pid, b.name
FROM wed a JOIN known_persons p ON p.key = a.key JOIN wed b ON b.evidence_id = a.evidence_id AND b.party <> a.party
WHERE b.name <> '';

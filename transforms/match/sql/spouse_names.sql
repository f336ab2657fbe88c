-- spouse_names: one row per known person and name of a spouse, from marriage records.
CREATE OR REPLACE TEMP TABLE spouse_names AS
WITH wed AS (SELECT evidence_id, party, name FROM mentions WHERE kind = 'marriage'),

known AS (
    SELECT m.evidence_id, m.party, m.pid
    FROM mention_ids m
    SEMI JOIN wed w ON w.evidence_id = m.evidence_id AND w.party = m.party
    WHERE m.pid IS NOT NULL
)

SELECT DISTINCT a.pid, b.name
FROM known a
JOIN wed b ON b.evidence_id = a.evidence_id AND b.party <> a.party
WHERE b.name <> '';

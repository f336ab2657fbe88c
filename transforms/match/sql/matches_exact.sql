-- matches_exact: one row per mention with the valid ID and the name of a known person (T1).
CREATE OR REPLACE TABLE matches_exact AS
SELECT m.evidence_id, m.party, m.key AS person_no
FROM mention_ids m JOIN known_persons p ON p.key = m.key AND p.name = m.name AND NOT p.is_capped
WHERE m.name <> ''
UNION ALL
SELECT evidence_id, 1, pid FROM known_tiers WHERE tier = 'T1' AND evidence_id IS NOT NULL;

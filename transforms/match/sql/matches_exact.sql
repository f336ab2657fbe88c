-- matches_exact: one row per mention with a valid ID and the name of its person, known or a stranger (T1).
CREATE OR REPLACE TABLE matches_exact AS
WITH others AS (
    SELECT evidence_id, party FROM taken
    UNION ALL
    SELECT evidence_id, party FROM stranger_pairs
)

SELECT m.evidence_id, m.party, m.key AS person_no
FROM mention_ids m
ANTI JOIN others o ON o.evidence_id = m.evidence_id AND o.party = m.party
WHERE m.is_own OR (m.pid IS NULL AND m.key IS NOT NULL)
UNION ALL
SELECT evidence_id, 1, pid FROM known_tiers WHERE tier = 'T1' AND evidence_id IS NOT NULL
UNION ALL
SELECT evidence_id, party, key FROM stranger_tiers WHERE tier = 'T1';

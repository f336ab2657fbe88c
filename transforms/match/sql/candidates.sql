-- candidates: one row per open mention, known person and route by which they came together. damage, place: what is
-- wrong with the ID.
CREATE OR REPLACE TEMP TABLE candidates AS
WITH repaired AS (
    SELECT o.evidence_id, o.party, p.pid, r.damage, r.place
    FROM open_mentions o
    JOIN repairs r ON r.text = o.text
    JOIN known_persons p ON p.key = r.key
    UNION ALL
    SELECT o.evidence_id, o.party, p.pid, 'as_known', NULL
    FROM open_mentions o
    JOIN known_persons p ON p.key IS NULL AND p.id_text = o.text AND o.text <> ''
    UNION ALL
    SELECT evidence_id, party, pid, damage, place FROM reversed_repairs
    UNION ALL
    SELECT evidence_id, party, pid, 'short', NULL FROM short_repairs
),

routed AS (
    SELECT evidence_id, party, pid, 'id' AS route, NULL AS damage, NULL AS place
    FROM open_mentions
    WHERE pid IS NOT NULL
    UNION ALL
    SELECT evidence_id, party, pid, 'repair', min(damage), min(place) FROM repaired GROUP BY evidence_id, party, pid
    UNION ALL
    SELECT evidence_id, party, pid, 'kin', NULL, NULL FROM kin_candidates
    UNION ALL
    SELECT b.evidence_id, b.party, b.pid, 'birth', NULL, NULL
    FROM birth_candidates b
    ANTI JOIN repaired r ON r.evidence_id = b.evidence_id AND r.party = b.party AND r.pid = b.pid
)

FROM routed
UNION ALL
SELECT j.evidence_id, j.party, j.pid, 'judged', NULL, NULL
FROM judged_pairs j
JOIN open_mentions o USING (evidence_id, party)
ANTI JOIN routed r ON r.evidence_id = j.evidence_id AND r.party = j.party AND r.pid = j.pid
WHERE j.judgement = '同一人' AND (o.key IS NOT NULL OR length(o.text) >= 6);

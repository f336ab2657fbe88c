-- matches: one row per mention tied to a person below T1.
INSERT INTO matches BY NAME
WITH tied AS (
    SELECT evidence_id, party, pid, NULL::BIGINT AS key, tier FROM outcomes WHERE tier IN ('T2', 'T3', 'T4')
    UNION ALL
    SELECT m.evidence_id, m.party, t.pid, NULL, t.tier
    FROM known_tiers t JOIN mentions m ON m.evidence_id = t.evidence_id AND m.kind = 'registered' WHERE t.tier IN ('T2', 'T3', 'T4')
    UNION ALL
    SELECT evidence_id, party, NULL, key, tier FROM stranger_tiers WHERE tier IN ('T2', 'T3')
)
SELECT t.evidence_id, t.party, n.person_no, t.tier, w.score, w.reason
FROM tied t JOIN told w USING (evidence_id, party)
JOIN numbered n ON n.pid = t.pid WHERE t.pid IS NOT NULL
UNION ALL
SELECT t.evidence_id, t.party, n.person_no, t.tier, w.score, w.reason
FROM tied t JOIN told w USING (evidence_id, party) JOIN numbered n ON n.pid IS NULL AND n.key = t.key WHERE t.pid IS NULL;

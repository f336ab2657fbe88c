-- matches_strangers: one row per mention of a stranger under the own name (T1), added to matches_exact.
INSERT INTO matches_exact BY NAME
SELECT m.evidence_id, m.party, m.key AS person_no
FROM mention_ids m
ANTI JOIN known_persons p ON p.key = m.key
ANTI JOIN taken t ON t.evidence_id = m.evidence_id AND t.party = m.party
ANTI JOIN (FROM strangers WHERE has_names) s ON s.key = m.key
WHERE m.key IS NOT NULL
UNION ALL
SELECT evidence_id, party, key FROM stranger_tiers WHERE tier = 'T1';

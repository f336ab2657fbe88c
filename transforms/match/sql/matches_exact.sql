-- matches: one row per mention with the ID and the name of a person (T1): known people, then strangers.
INSERT INTO matches BY NAME
SELECT m.evidence_id, m.party, n.person_no, 'T1' AS tier, 1.0 AS score, '证件号码与姓名一致' AS reason
FROM mention_known m JOIN numbered n ON n.pid = m.pid WHERE m.is_exact
UNION ALL
SELECT s.evidence_id, s.party, n.person_no, 'T1', 1.0, '证件号码与姓名一致'
FROM stranger_mentions s JOIN numbered n ON n.pid IS NULL AND n.key = s.key AND n.name = s.name
UNION ALL
SELECT m.evidence_id, m.party, n.person_no, 'T1', 1.0, '证件号码与姓名一致'
FROM known_tiers t JOIN mentions m ON m.evidence_id = t.evidence_id AND m.kind = 'registered' JOIN numbered n ON n.pid = t.pid
WHERE t.tier = 'T1';

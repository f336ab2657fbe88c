-- judged_pairs: one row per open mention and known person on whom a human has judged (an ID text however written is the
-- same text).
CREATE OR REPLACE TEMP TABLE judged_pairs AS
SELECT o.evidence_id, o.party, p.pid, j.judgement
FROM human_judgements j
JOIN open_mentions o ON o.name = j.name AND coalesce(o.key::VARCHAR, o.text) = coalesce(j.key::VARCHAR, j.id_text)
JOIN known_persons p ON p.key = j.known_key
UNION ALL
SELECT o.evidence_id, o.party, p.pid, j.judgement
FROM human_judgements j
JOIN open_mentions o ON o.name = j.name AND coalesce(o.key::VARCHAR, o.text) = coalesce(j.key::VARCHAR, j.id_text)
JOIN known_persons p ON p.key IS NULL AND p.id_text = j.known_id AND p.name = j.known_name
WHERE j.known_key IS NULL;

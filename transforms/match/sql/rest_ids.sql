-- rest_ids: one row per mention that the exact join leaves open; pid: the known person of exactly that ID, if any.
-- A valid ID that nobody known bears is open only when it may stand for a known one: rounded, of 15 digits, near a known row's damaged ID, or judged.
CREATE OR REPLACE TEMP TABLE rest_ids AS
WITH masked AS (SELECT DISTINCT name FROM known_persons WHERE key IS NULL AND contains(id_text, '*') AND name <> '')
SELECT m.evidence_id, m.party, m.name, m.key, m.text, p.pid
FROM mention_ids m LEFT JOIN known_persons p ON p.key = m.key
WHERE m.key IS NULL OR p.is_capped OR p.name <> m.name OR (p.pid IS NOT NULL AND m.name = '')
UNION
(SELECT evidence_id, party, name, key, text, NULL
 FROM (
    SELECT m.* FROM mention_ids m WHERE m.key IS NOT NULL AND m.text IS NOT NULL
    UNION ALL
    SELECT m.* FROM mention_ids m SEMI JOIN known_breaks b ON b.key = m.key
    UNION ALL
    SELECT m.* FROM mention_ids m SEMI JOIN known_breaks b ON b.first_15 = m.key // 100
    UNION ALL
    SELECT m.* FROM mention_ids m SEMI JOIN masked b ON b.name = m.name WHERE m.key IS NOT NULL
    UNION ALL
    SELECT m.* FROM mention_ids m SEMI JOIN human_judgements j ON j.key = m.key AND j.name = m.name
 ) s ANTI JOIN known_persons p ON p.key = s.key);

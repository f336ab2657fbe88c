-- rest_ids: one row per mention that the exact join leaves open; pid: the known person of exactly that ID, if any. A
-- valid ID that nobody known bears is open only when it may stand for a known one: rounded, of 15 digits, near a known
-- row's damaged ID, or judged.
CREATE OR REPLACE TEMP TABLE rest_ids AS
WITH masked AS (SELECT DISTINCT name FROM known_persons WHERE key IS NULL AND contains(id_text, '*') AND name <> ''),

doubted AS (
    SELECT key, key // 100 AS stem, name, evidence_id, party
    FROM mention_ids
    WHERE key IS NOT NULL AND pid IS NULL
),

found AS (
    SELECT evidence_id, party FROM doubted d SEMI JOIN known_breaks b ON b.key = d.key
    UNION
    SELECT evidence_id, party FROM doubted d SEMI JOIN known_breaks b ON b.first_15 = d.stem
    UNION
    SELECT evidence_id, party FROM doubted d SEMI JOIN masked b ON b.name = d.name
    UNION
    SELECT evidence_id, party FROM doubted d SEMI JOIN human_judgements j ON j.key = d.key AND j.name = d.name
)

SELECT evidence_id, party, name, key, text, pid
FROM mention_ids m
WHERE key IS NULL OR (pid IS NOT NULL AND NOT is_own) OR (pid IS NULL AND text IS NOT NULL)
UNION ALL
SELECT evidence_id, party, name, key, text, pid
FROM mention_ids m
SEMI JOIN found f ON f.evidence_id = m.evidence_id AND f.party = m.party
WHERE text IS NULL;

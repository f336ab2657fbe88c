-- reversed_repairs: one row per open mention and known person whose own damaged ID may be the delivered one: valid (T3
-- b, the other way round), or damaged in another way ('twice': T4, and only under the same name).
CREATE OR REPLACE TEMP TABLE reversed_repairs AS
WITH broken AS (SELECT pid, id_text, name FROM known_persons WHERE key IS NULL AND id_text <> ''),

own AS (
    SELECT b.pid, b.name, b.id_text, k.key, k.first_15, k.damage, k.place
    FROM broken b
    JOIN known_breaks k ON k.text = b.id_text
),

masked AS (
    SELECT pid, name, regexp_extract(id_text, '^[0-9]+') AS head, regexp_extract(id_text, '[0-9X]*$') AS tail
    FROM broken
    WHERE regexp_full_match(id_text, '[1-9][0-9]*[*]+[0-9]*[0-9X]?')
        AND length(replace(id_text, '*', '')) BETWEEN 6 AND 17
),

unknown AS (SELECT evidence_id, party, key, name FROM rest_ids WHERE pid IS NULL AND key IS NOT NULL),

torn AS (
    SELECT r.evidence_id, r.party, r.name, r.text, p.key
    FROM rest_ids r
    JOIN repairs p ON p.text = r.text
    WHERE r.pid IS NULL
)

SELECT u.evidence_id, u.party, o.pid, o.damage, o.place FROM unknown u JOIN own o ON o.key = u.key
UNION ALL
SELECT u.evidence_id, u.party, o.pid, o.damage, o.place FROM unknown u JOIN own o ON o.first_15 = u.key // 100
UNION ALL
SELECT u.evidence_id, u.party, o.pid, 'masked', NULL
FROM unknown u
JOIN masked o ON o.name = u.name
WHERE starts_with(resident_id_of(u.key), o.head) AND ends_with(resident_id_of(u.key), o.tail)
UNION
SELECT t.evidence_id, t.party, o.pid, 'twice', NULL
FROM torn t
JOIN own o ON o.key = t.key AND o.name = t.name AND o.id_text <> t.text
UNION
SELECT t.evidence_id, t.party, o.pid, 'twice', NULL
FROM torn t
JOIN own o ON o.first_15 = t.key // 100 AND o.name = t.name AND o.id_text <> t.text;

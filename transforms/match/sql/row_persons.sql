-- row_persons: one row per known row, the person it is. is_sound: by an undamaged ID.
CREATE OR REPLACE TEMP TABLE row_persons AS
SELECT
    r.known_no,
    r.evidence_id,
    r.rank,
    p.pid,
    t.key IS NULL AS is_sound,
    r.name,
    p.name AS person_name,
    p.is_capped,
    r.former_name,
    r.household,
    r.hukou_number
FROM known_rows r
LEFT JOIN known_ties t USING (known_no)
JOIN known_persons p ON p.key = coalesce(t.key, r.key)
UNION ALL
SELECT
    r.known_no,
    r.evidence_id,
    r.rank,
    p.pid,
    false,
    r.name,
    p.name,
    p.is_capped,
    r.former_name,
    r.household,
    r.hukou_number
FROM known_rows r
JOIN
    known_persons p ON p.key IS NULL AND p.id_text = r.id_text AND p.name = r.name
    AND p.holder IS NOT DISTINCT FROM CASE WHEN r.id_text = '' THEN r.household END
WHERE r.key IS NULL AND NOT EXISTS (FROM known_ties t WHERE t.known_no = r.known_no);

-- repairs: one row per damaged text and known ID that it may stand for: one slip, last digits rounded, middle masked.
-- place: 1-based, where it is known.
CREATE OR REPLACE TEMP TABLE repairs AS
WITH masked AS (SELECT DISTINCT text, name, head, tail FROM broken_texts WHERE head IS NOT NULL),

wide AS (
    SELECT DISTINCT text, head, tail, left(head, 6) || right(tail, 4) AS ends
    FROM masked
    WHERE length(head) >= 6 AND length(tail) >= 4
),

ends AS (
    SELECT key, k::VARCHAR || key_check(k) AS id
    FROM (SELECT key, key AS k FROM known_ids WHERE EXISTS (FROM wide))
),

found AS (
    SELECT text, key, damage, place FROM slips
    UNION ALL
    SELECT DISTINCT b.text, k.key, 'rounded', NULL
    FROM (FROM broken_texts WHERE first_15 IS NOT NULL) b
    JOIN known_ids k ON k.key // 100 = b.first_15 AND k.key IS DISTINCT FROM b.key
    UNION ALL
    SELECT w.text, e.key, 'masked', NULL
    FROM wide w
    JOIN ends e ON left(e.id, 6) || right(e.id, 4) = w.ends AND starts_with(e.id, w.head) AND ends_with(e.id, w.tail)
    UNION ALL
    SELECT DISTINCT m.text, r.key, 'masked', NULL
    FROM masked m
    JOIN known_rows r ON r.name = m.name AND r.key IS NOT NULL
    WHERE starts_with(resident_id_of(r.key), m.head) AND ends_with(resident_id_of(r.key), m.tail)
)

SELECT text, key, arg_min(damage, (coalesce(place, 100), damage)) AS damage, min(place) AS place
FROM found
GROUP BY text, key;

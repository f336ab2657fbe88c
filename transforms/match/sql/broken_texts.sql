-- broken_texts: one row per ID text and name that may stand for another ID: damaged, or valid and ending in 000 (matching.md: both exact and rounded).
CREATE OR REPLACE TEMP TABLE broken_texts AS
WITH texts AS (
    SELECT id_text AS text, name, key FROM known_rows WHERE key IS NULL OR (key % 100 = 0 AND ends_with(id_text, '000'))
    UNION
    SELECT text, name, key FROM mention_ids WHERE text IS NOT NULL AND (key IS NULL OR ends_with(text, '000'))
)
SELECT text, name, key, key IS NULL AS is_slip,
       CASE WHEN regexp_full_match(text, '[1-9][0-9]{14}000') THEN left(text, 15)::BIGINT END AS first_15,
       CASE WHEN regexp_full_match(text, '[1-9][0-9]*[*]+[0-9]*[0-9X]?') AND length(replace(text, '*', '')) BETWEEN 6 AND 17
            THEN regexp_extract(text, '^[0-9]+') END AS head,
       regexp_extract(text, '[0-9X]*$') AS tail
FROM texts WHERE text <> '';

-- suspects: one row per ID text and name of a known row that may stand for another ID: damaged, or valid and ending in
-- 000 (docs/matching.md: both exact and rounded).
CREATE OR REPLACE TEMP TABLE suspects AS
SELECT DISTINCT id_text AS text, name, key
FROM known_rows
WHERE id_text <> '' AND (key IS NULL OR (key % 100 = 0 AND ends_with(id_text, '000')));

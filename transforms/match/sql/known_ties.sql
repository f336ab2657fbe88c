-- known_ties: one row per known row whose ID is damaged, or rounded into a valid one, and leads with the same name to
-- exactly one known ID (T3 b).
CREATE OR REPLACE TEMP TABLE known_ties AS
SELECT r.known_no, min(o.key) AS key
FROM known_rows r
LEFT JOIN known_ids i ON i.key = r.key
JOIN repairs c ON c.text = r.id_text
JOIN known_rows o ON o.key = c.key AND o.name = r.name
WHERE r.name <> '' AND (r.key IS NULL OR (r.rank < 3 AND ends_with(r.id_text, '000') AND NOT i.is_registered))
GROUP BY r.known_no
HAVING count(DISTINCT o.key) = 1;

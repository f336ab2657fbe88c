-- short_repairs: one row per open mention with an ID of 15 digits that nobody known bears and known person of the same
-- name whose ID differs in one digit. No check digit guards 15 digits, so the name must be the same: either the first 7
-- or the last 8 digits agree (one slip spoils one half only).
CREATE OR REPLACE TEMP TABLE short_repairs AS
WITH asked AS (
    SELECT evidence_id, party, name, text
    FROM rest_ids
    WHERE pid IS NULL AND name <> '' AND regexp_full_match(text, '[1-9][0-9]{14}')
),

known AS (
    SELECT p.pid, p.name, left(p.key::VARCHAR, 6) || substr(p.key::VARCHAR, 9) AS short
    FROM known_persons p
    SEMI JOIN asked a ON a.name = p.name
    WHERE p.key // 1000000000 % 100 = 19
)

SELECT evidence_id, party, pid
FROM (
    SELECT a.evidence_id, a.party, k.pid, a.text, k.short
    FROM asked a
    JOIN known k ON k.name = a.name AND left(k.short, 7) = left(a.text, 7)
    UNION
    SELECT a.evidence_id, a.party, k.pid, a.text, k.short
    FROM asked a
    JOIN known k ON k.name = a.name AND right(k.short, 8) = right(a.text, 8)
)
WHERE hamming(text, short) = 1;

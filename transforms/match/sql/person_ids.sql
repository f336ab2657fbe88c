-- person_ids: one row per person of the batch with the lasting person_id; a damaged ID is a person together with its
-- name. New ones are numbered on in the order of a digest (its first 16 hex digits), so that a number tells nothing.
INSERT INTO person_ids (person_no, person_id, is_new)
WITH known AS (
    SELECT p.person_no, r.person_id
    FROM people p
    JOIN store.core.persons r ON r.resident_id = p.resident_id AND (p.is_valid_id OR r.name IS NOT DISTINCT FROM p.name)
),

unknown AS (
    SELECT person_no, ('0x' || left(sha256(concat(resident_id, '|', name)), 16))::UBIGINT AS digest
    FROM people
    ANTI JOIN known USING (person_no)
),

last AS (SELECT coalesce(max(substr(person_id, 2)::BIGINT), 0) AS number FROM store.core.persons)

SELECT person_no, person_id, false AS is_new FROM known
UNION ALL
SELECT person_no, 'P' || lpad((number + row_number() OVER (ORDER BY digest, person_no))::VARCHAR, 8, '0'), true
FROM unknown, last;

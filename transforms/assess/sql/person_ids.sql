-- person_ids: one row per person of the batch with the lasting person_id; a damaged ID is a person together with its name.
-- New ones are numbered on in the order of a digest, so that a number tells nothing.
CREATE OR REPLACE TABLE person_ids AS
WITH known AS (
    SELECT p.person_no, p.resident_id, p.name, p.birth_date, p.hukou_number, r.person_id
    FROM people p
    LEFT JOIN store.core.persons r ON r.resident_id = p.resident_id AND (p.is_valid_id OR r.name IS NOT DISTINCT FROM p.name)
), last AS (SELECT coalesce(max(substr(person_id, 2)::BIGINT), 0) AS number FROM store.core.persons)
SELECT person_no, resident_id, name, birth_date, hukou_number, person_id IS NULL AS is_new,
       coalesce(person_id, 'P' || lpad((number + row_number() OVER (PARTITION BY person_id IS NULL ORDER BY sha256(resident_id || '|' || coalesce(name, '')), person_no))::VARCHAR, 8, '0')) AS person_id
FROM known, last;

-- people: one row per person, known or not. person_no: the first 17 digits of a valid ID, of a damaged one a number
-- from 10^17. A view: what follows from an ID is not stored.
CREATE OR REPLACE VIEW people AS
SELECT
    person_no,
    coalesce(id_text, resident_id_of(person_no)) AS resident_id,
    id_text IS NULL AS is_valid_id,
    name,
    make_date(birth // 10000, birth // 100 % 100, birth % 100) AS birth_date,
    hukou_number,
    true AS is_known
FROM known_figures
UNION ALL
SELECT key, resident_id_of(key), true, name, birth_of(key), NULL, false FROM strangers WHERE NOT has_names
UNION ALL
SELECT key, resident_id_of(key), true, name, birth_of(key), NULL, false FROM stranger_names;

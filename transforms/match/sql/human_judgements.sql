-- human_judgements: one row per pair that a human judged, the latest word counting. key: of the delivered ID where it
-- is valid; known_key: of the person's.
CREATE OR REPLACE TEMP TABLE human_judgements AS
WITH texts AS (
    SELECT
        upper(coalesce(id_text, '')) AS id_text,
        coalesce(name, '') AS name,
        upper(coalesce(resident_id, '')) AS known_id,
        coalesce(person_name, '') AS known_name,
        arg_max(judgement, sequence) AS judgement
    FROM judgements
    GROUP BY ALL
),

digits AS (SELECT *, id_digits(id_text) AS digits, id_digits(known_id) AS known_digits FROM texts)

SELECT
    id_text,
    proven_key(id_text, digits) AS key,
    name,
    known_id,
    proven_key(known_id, known_digits) AS known_key,
    known_name,
    judgement
FROM digits;

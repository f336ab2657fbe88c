-- human_judgements: one row per pair that a human judged, the latest word counting. key: of the delivered ID where it is valid; known_key: of the person's.
CREATE OR REPLACE TEMP TABLE human_judgements AS
SELECT upper(coalesce(id_text, '')) AS id_text, resident_key(upper(coalesce(id_text, ''))) AS key, coalesce(name, '') AS name,
       upper(coalesce(resident_id, '')) AS known_id, resident_key(upper(coalesce(resident_id, ''))) AS known_key, coalesce(person_name, '') AS known_name,
       arg_max(judgement, sequence) AS judgement
FROM judgements GROUP BY ALL;

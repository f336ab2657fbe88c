-- known_rows: one row per known row, its ID as an integer key (NULL = damaged). rank: 1 roster, 2 application, 3
-- registry. id_text is kept where it is damaged or may be rounded (…000).
CREATE OR REPLACE TEMP TABLE known_rows AS
SELECT
    known_no,
    evidence_id,
    CASE register WHEN 'roster' THEN 1 WHEN 'application' THEN 2 ELSE 3 END::TINYINT AS rank,
    key,
    CASE WHEN key IS NULL THEN coalesce(odd_id, '') WHEN ends_with(odd_id, '000') THEN odd_id END AS id_text,
    coalesce(name, '') AS name,
    nullif(former_name, '') AS former_name,
    CASE WHEN household_id <> '' THEN hash(register, household_id) END AS household,
    nullif(hukou_number, '') AS hukou_number
FROM known_people;

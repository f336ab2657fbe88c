-- known_rows: one row per known row, its ID as an integer key (NULL = damaged). rank: 1 roster, 2 application, 3 registry.
-- id_text is kept where it is damaged or may be rounded (…000).
CREATE OR REPLACE TEMP TABLE known_rows AS
SELECT known_no, evidence_id, CASE register WHEN 'roster' THEN 1 WHEN 'application' THEN 2 ELSE 3 END::TINYINT AS rank,
       proven_key(id_text, digits) AS key, CASE WHEN proven_key(id_text, digits) IS NULL OR ends_with(id_text, '000') THEN id_text END AS id_text, name, former_name,
       CASE WHEN household_id IS NOT NULL THEN hash(register, household_id) END AS household, hukou_number
FROM (SELECT *, id_digits(id_text) AS digits
      FROM (SELECT * REPLACE (upper(coalesce(id_text, '')) AS id_text, coalesce(name, '') AS name, nullif(former_name, '') AS former_name,
                              nullif(household_id, '') AS household_id, nullif(hukou_number, '') AS hukou_number)
            FROM known_people));

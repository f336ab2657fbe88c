-- mention_ids: one row per mention other than a registry row's own, its ID as an integer key (NULL = no valid ID).
-- text: the ID where it is damaged, may be rounded (…000) or has 15 digits, which no check digit guards.
CREATE OR REPLACE TEMP TABLE mention_ids AS
WITH texts AS (
    SELECT evidence_id, party, coalesce(name, '') AS name, upper(coalesce(id_text, '')) AS id_text
    FROM mentions m
    WHERE kind <> 'registered' OR NOT EXISTS (FROM known_rows k WHERE k.evidence_id = m.evidence_id)
),
digits AS (SELECT *, id_digits(id_text) AS digits FROM texts),
keyed AS (SELECT *, proven_key(id_text, digits) AS key FROM digits)
SELECT evidence_id, party, name, key, CASE WHEN key IS NULL OR length(id_text) = 15 OR (key % 100 = 0 AND ends_with(id_text, '000')) THEN id_text END AS text
FROM keyed;

-- mention_ids: one row per mention other than a registry row's own, its ID as an integer key (NULL = no valid ID), pid: the known person of that ID,
-- is_own: under that person's own name (T1). text: the ID where it is damaged, may be rounded (…000) or has 15 digits, which no check digit guards.
CREATE OR REPLACE TEMP TABLE mention_ids AS
WITH others AS (
    FROM mentions WHERE kind <> 'registered'
    UNION ALL
    FROM mentions m WHERE kind = 'registered' AND NOT EXISTS (FROM known_rows k WHERE k.evidence_id = m.evidence_id)
),
texts AS (SELECT evidence_id, party, coalesce(name, '') AS name, upper(coalesce(id_text, '')) AS id_text FROM others),
digits AS (SELECT *, id_digits(id_text) AS digits FROM texts),
keyed AS (SELECT *, proven_key(id_text, digits) AS key FROM digits)
SELECT m.evidence_id, m.party, m.name, m.key, p.pid, coalesce(m.name = p.name AND m.name <> '' AND NOT p.is_capped, false) AS is_own,
       CASE WHEN m.key IS NULL OR strlen(m.id_text) = 15 OR (m.key % 100 = 0 AND ends_with(m.id_text, '000')) THEN m.id_text END AS text
FROM keyed m LEFT JOIN known_persons p ON p.key = m.key;

-- mention_ids: one row per mention other than a registry row's own, its ID as an integer key (NULL = no valid ID), pid:
-- the known person of that ID, is_own: under that person's own name (T1). text: the ID where it is damaged, may be
-- rounded (…000) or has 15 digits, which no check digit guards.
CREATE OR REPLACE TEMP TABLE mention_ids AS
WITH others AS (
    FROM mentions WHERE kind <> 'registered'
    UNION ALL
    FROM mentions m WHERE kind = 'registered' AND NOT EXISTS (FROM known_rows k WHERE k.evidence_id = m.evidence_id)
),

told AS (
    SELECT
        evidence_id,
        party,
        coalesce(name, '') AS name,
        key,
        CASE WHEN key IS NULL THEN coalesce(odd_id, '') ELSE odd_id END AS text
    FROM others
),

known AS (
    SELECT key, CASE WHEN name <> '' AND NOT is_capped THEN name END AS own_name
    FROM known_persons
    WHERE key IS NOT NULL
)

SELECT m.evidence_id, m.party, m.name, m.key, k.key AS pid, coalesce(m.name = k.own_name, false) AS is_own, m.text
FROM told m
LEFT JOIN known k ON k.key = m.key;

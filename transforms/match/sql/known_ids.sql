-- known_ids: one row per valid ID of a known row, or that a known row's damaged ID may have been. is_borne: some row
-- bears it undamaged.
CREATE OR REPLACE TEMP TABLE known_ids AS
SELECT key, bool_or(rank IS NOT NULL) AS is_borne, coalesce(bool_or(rank = 3), false) AS is_registered
FROM (
    SELECT key, rank FROM known_rows WHERE key IS NOT NULL
    UNION ALL
    SELECT key, NULL FROM own_slips
)
GROUP BY key;

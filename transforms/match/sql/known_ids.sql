-- known_ids: one row per valid ID of a known row.
CREATE OR REPLACE TEMP TABLE known_ids AS
SELECT key, bool_or(rank = 3) AS is_registered FROM known_rows WHERE key IS NOT NULL GROUP BY key;

-- known_breaks: one row per way in which a known row's damaged ID may be repaired: a valid ID one slip away, or the 15
-- digits before rounding.
CREATE OR REPLACE TEMP TABLE known_breaks AS
SELECT text, key, NULL::BIGINT AS first_15, damage, place FROM own_slips
UNION ALL
SELECT DISTINCT id_text, NULL, left(id_text, 15)::BIGINT, 'rounded', NULL
FROM known_rows
WHERE key IS NULL AND regexp_full_match(id_text, '[1-9][0-9]{14}000');

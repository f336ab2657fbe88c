-- stranger_tiers: one row per mention of a stranger with several names, its tier against the name that the stranger
-- goes by.
CREATE OR REPLACE TEMP TABLE stranger_tiers AS
SELECT
    p.*,
    l.level,
    CASE
        WHEN l.level = 'same' OR p.left_name = p.right_name THEN 'T1'
        WHEN is_variant(l.level) THEN 'T2'
        WHEN l.level IN ('look_alike', 'one_off') THEN 'T3'
        ELSE 'T5'
    END AS tier
FROM stranger_pairs p
JOIN stranger_levels l ON l.number = p.rowid;

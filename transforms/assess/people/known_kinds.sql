-- known_kinds: one row per kind of evidence. 查无 is not 未查: a kind is known when every dataset that proves it was
-- delivered and is not stale.
CREATE OR REPLACE TABLE known_kinds AS
SELECT k.kind, bool_and(c.is_delivered AND NOT c.is_stale) AS is_known
FROM kind_sources k
JOIN coverage c USING (dataset)
GROUP BY k.kind;

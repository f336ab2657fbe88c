-- cache.facts.<dataset>: one row per fact and holder: what the dataset's own SQL file makes of `facts`, IDs as keys.
INSERT INTO cache.facts."${dataset}" BY NAME
WITH told AS (
    SELECT source.*, ${evidence_class} AS evidence_class, ${columns}, ${digits}
    FROM (${evidence})
),

keyed AS (
    SELECT *, ${keys}
    FROM told
)

SELECT * EXCLUDE (${texts_and_digits}), ${odd_ids}
FROM keyed

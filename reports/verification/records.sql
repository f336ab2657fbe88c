-- One row per dataset and member of the household that it has records of: how many, how certain at best, and what of
-- them was counted.
WITH people AS (
    SELECT DISTINCT person_id
    FROM mart.members
    WHERE batch_id = $batch_id AND register = $register AND household_id = $key AND person_id IS NOT NULL
),

seen AS (
    SELECT dataset, person_id, count(DISTINCT(file, sheet, "row")) AS records, min(tier) AS tier
    FROM mart.matches
    SEMI JOIN people USING (person_id)
    WHERE batch_id = $batch_id
    GROUP BY dataset, person_id
),

counted AS (
    SELECT dataset, person_id, string_agg(DISTINCT arithmetic, '；' ORDER BY arithmetic) AS arithmetic
    FROM mart.total_rows
    WHERE batch_id = $batch_id AND register = $register AND household_id = $key AND total <> 'income.verified'
    GROUP BY dataset, person_id
)

SELECT s.dataset, s.person_id, s.records, s.tier, c.arithmetic
FROM seen s
LEFT JOIN counted c USING (dataset, person_id)
ORDER BY s.dataset, s.person_id

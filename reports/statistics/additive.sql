-- One row per measure that is counted both for the county and for its townships (or villages): households add up,
-- persons need not.
WITH stats AS (SELECT * FROM mart.stats WHERE batch_id = $batch_id),

parts AS (
    SELECT scope, measure, sum(households) AS households
    FROM stats
    WHERE scope IN ('township', 'village') AND households IS NOT NULL
    GROUP BY scope, measure
)

SELECT p.scope, p.measure, p.households AS left_value, c.households AS right_value
FROM parts p
JOIN stats c ON c.scope = 'county' AND c.measure = p.measure AND c.households IS NOT NULL
ORDER BY p.scope, p.measure

-- One row per finding code of roster households: how many, in how many households, by state; the denominator is the
-- households checked.
SELECT
    code,
    count(*) AS findings,
    count(DISTINCT household_id) AS households,
    count(*) FILTER (effect = 'exit') AS exits,
    count(*) FILTER (effect = 'adjust') AS adjusts,
    count(*) FILTER (effect = 'review') AS reviews,
    count(*) FILTER (state = 'new') AS new,
    count(*) FILTER (state = 'repeated') AS repeated,
    count(*) FILTER (state = 'worsened') AS worsened,
    count(*) FILTER (state = 'suppressed') AS suppressed,
    count(*) FILTER (state = 'exempted') AS exempted,
    (SELECT count(*) FROM mart.households WHERE batch_id = $batch_id) AS denominator
FROM mart.findings
WHERE batch_id = $batch_id AND register = 'roster'
GROUP BY code
ORDER BY code

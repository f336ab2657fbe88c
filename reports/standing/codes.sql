-- One row per finding code answered by visits: confirmed (1x, 2x), refuted (3x) and other answers that stand.
SELECT
    code,
    count(*) FILTER (left(outcome, 1) IN ('1', '2')) AS confirmed,
    count(*) FILTER (left(outcome, 1) = '3') AS refuted,
    count(*) FILTER (left(outcome, 1) NOT IN ('1', '2', '3')) AS others
FROM mart.outcomes
WHERE batch_id IN (
        SELECT batch_id
        FROM mart.batches
        WHERE batch_number <= (SELECT batch_number FROM mart.batches WHERE batch_id = $batch_id)
    )
    AND is_current AND subject = 'case' AND register = 'roster'
GROUP BY code
ORDER BY code

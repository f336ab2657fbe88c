-- One row per department on whose rows the answered findings rested: findings confirmed and refuted by visits, those
-- refuted as an error of the source (32) among them; whose data wastes visits stands first.
WITH rested AS (
    SELECT DISTINCT c.department, o.case_id, o.outcome
    FROM mart.outcomes o
    JOIN mart.findings f ON f.batch_id = o.batch_id AND f.case_id = o.case_id
    JOIN mart.finding_rows r ON r.batch_id = f.batch_id AND r.finding_id = f.finding_id
    JOIN mart.coverage c ON c.batch_id = r.batch_id AND c.dataset = r.dataset
    WHERE o.batch_id IN (
            SELECT batch_id
            FROM mart.batches
            WHERE batch_number <= (SELECT batch_number FROM mart.batches WHERE batch_id = $batch_id)
        )
        AND o.is_current AND o.subject = 'case' AND o.register = 'roster' AND left(o.outcome, 1) IN ('1', '2', '3')
)

SELECT
    department,
    count(*) FILTER (left(outcome, 1) IN ('1', '2')) AS confirmed,
    count(*) FILTER (left(outcome, 1) = '3') AS refuted,
    count(*) FILTER (outcome = '32') AS source_errors
FROM rested
GROUP BY department
ORDER BY refuted / count(*) DESC, refuted DESC, department

-- One row per consequence of the answers that stand, with its households (or leads) and their cases.
SELECT consequence, count(DISTINCT(subject, subject_id)) AS subjects, sum(len(case_ids)) AS cases
FROM mart.ledger
WHERE batch_id IN (
        SELECT batch_id
        FROM mart.batches
        WHERE batch_number <= (SELECT batch_number FROM mart.batches WHERE batch_id = $batch_id)
    )
GROUP BY consequence
ORDER BY consequence

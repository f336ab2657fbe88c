-- One row per term that ends within its notice after the batch, or has ended undone; grace and exemption periods
-- granted since the batch included.
WITH batch AS (SELECT as_of FROM mart.batches WHERE batch_id = $batch_id)

SELECT clock, household_id, ends_on, ends_on < (SELECT as_of FROM batch) AS is_over
FROM mart.clocks
WHERE batch_id = $batch_id
UNION
SELECT consequence, subject_id, ends_on, ends_on < as_of
FROM mart.ledger, batch
WHERE subject = 'roster' AND consequence IN ('grace', 'exemption') AND remind_on <= as_of AND ends_on >= as_of
ORDER BY ends_on, clock, household_id

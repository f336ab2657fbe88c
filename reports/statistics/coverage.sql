-- One row per dataset: what was delivered, how old it is, what became of its rows.
SELECT
    department,
    dataset,
    title,
    is_delivered,
    delivered_in,
    files,
    rows_read,
    rows_accepted,
    rows_quarantined,
    rows_merged,
    observed_on,
    is_stale,
    coverage
FROM mart.coverage
WHERE batch_id = $batch_id
ORDER BY department, dataset

-- coverage: adds the dataset's row: what of it is in force, with the rows of every file counted once.
INSERT INTO coverage
WITH used AS (
    SELECT DISTINCT batch_id, batch_number, content_id, file
    FROM in_force
),

counted AS (
    SELECT
        count(*) AS files,
        sum(f.rows_read) AS rows_read,
        sum(f.rows_accepted) AS rows_accepted,
        sum(f.rows_quarantined) AS rows_quarantined,
        max(f.observed_on) AS observed_on,
        arg_max(f.batch_id, f.batch_number) AS delivered_in
    FROM used AS u
    JOIN store.core.files AS f ON f.batch_id = u.batch_id AND f.file = u.file AND f.dataset = $dataset
)

SELECT
    $batch_id AS batch_id,
    $department AS department,
    $dataset AS dataset,
    $title AS title,
    files > 0 AS is_delivered,
    delivered_in,
    files,
    coalesce(rows_read, 0) AS rows_read,
    coalesce(rows_accepted, 0) AS rows_accepted,
    coalesce(rows_quarantined, 0) AS rows_quarantined,
    $merged AS rows_merged,
    observed_on,
    $is_stale AS is_stale,
    CASE WHEN files = 0 THEN 'not_queried' WHEN counted.rows_accepted > 0 THEN 'found' ELSE 'none' END AS coverage
FROM counted

-- One row per batch with a number from $first to $last: what was checked, what was found, how much of it was answered.
WITH batches AS (SELECT * FROM mart.batches WHERE batch_number BETWEEN $first AND $last),

households AS (
    SELECT
        batch_id,
        count(*) AS households,
        count(*) FILTER (list = 'exit') AS exits,
        count(*) FILTER (list IS DISTINCT FROM 'keep') AS flagged
    FROM mart.households
    SEMI JOIN batches USING (batch_id)
    GROUP BY batch_id
),

leads AS (SELECT batch_id, count(*) AS leads FROM mart.leads SEMI JOIN batches USING (batch_id) GROUP BY batch_id),

cases AS (
    SELECT
        batch_id,
        count(*) FILTER (state IN ('sent', 'returned') OR outcome IS NOT NULL) AS asked,
        count(*) FILTER (state = 'closed' AND outcome IS NOT NULL) AS closed
    FROM mart.cases
    SEMI JOIN batches USING (batch_id)
    WHERE register = 'roster'
    GROUP BY batch_id
)

SELECT
    b.batch_id,
    b.batch_number,
    b.as_of,
    coalesce(h.households, 0) AS households,
    coalesce(h.flagged, 0) AS flagged,
    coalesce(h.exits, 0) AS exits,
    coalesce(l.leads, 0) AS leads,
    coalesce(c.asked, 0) AS asked,
    coalesce(c.closed, 0) AS closed
FROM batches b
LEFT JOIN households h USING (batch_id)
LEFT JOIN leads l USING (batch_id)
LEFT JOIN cases c USING (batch_id)
ORDER BY b.batch_number

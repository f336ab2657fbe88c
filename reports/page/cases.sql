-- One row: the cases of the roster that were sent out or answered, and how far they are.
SELECT
    count(*) FILTER (state IN ('sent', 'returned') OR outcome IS NOT NULL) AS asked,
    count(*) FILTER (state = 'closed' AND outcome IS NOT NULL) AS closed,
    count(*) FILTER (state = 'sent') AS sent,
    count(*) FILTER (state = 'returned') AS returned,
    count(*) FILTER (is_overdue) AS overdue,
    count(*) FILTER (outcome IS NOT NULL AND outcome NOT IN ('50', '51')) AS concluded,
    count(*) FILTER (outcome LIKE '1%') AS confirmed,
    min(due_on) FILTER (state IN ('sent', 'returned')) AS next_due
FROM mart.cases
WHERE batch_id = $batch_id AND register = 'roster'

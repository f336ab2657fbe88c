-- One row per township and one for the county (township empty, last): roster cases asked up to the batch, as they stand
-- with the answers taken in by now. Completion = answered other than 50 and 51, and still as answered, ÷ asked.
WITH asked AS (
    SELECT h.township, c.*
    FROM mart.cases c
    LEFT JOIN (
        SELECT household_id, arg_max(township, batch_id = $batch_id) AS township
        FROM mart.households
        GROUP BY household_id
    ) h USING (household_id)
    WHERE c.batch_id = $batch_id
        AND c.register = 'roster'
        AND (c.state IN ('sent', 'returned') OR c.outcome IS NOT NULL)
)

SELECT
    CASE WHEN grouping(township) = 0 THEN coalesce(township, '未知乡镇') END AS township,
    count(*) AS asked,
    count(*) FILTER (state IN ('sent', 'returned')) AS open,
    count(*) FILTER (state = 'returned') AS returned,
    count(*) FILTER (state = 'closed' AND outcome NOT IN ('50', '51')) AS closed,
    count(*) FILTER (is_overdue) AS overdue,
    min(due_on) FILTER (state IN ('sent', 'returned')) AS next_due
FROM asked
GROUP BY GROUPING SETS ((township), ())
ORDER BY grouping(township), township

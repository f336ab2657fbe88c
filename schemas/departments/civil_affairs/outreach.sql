-- One row per report from a visit, the hotline or the grid, as evidence `outreach`.
SELECT
    source,
    'outreach' AS kind,
    channel AS category,
    CASE WHEN coalesce(is_urgent, false) THEN 'urgent' ELSE 'ordinary' END AS status,
    reported_on AS happened_on,
    hardship AS label
FROM facts

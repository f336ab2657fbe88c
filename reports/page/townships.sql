-- One row per township: its households by list, its leads by colour, its applications.
WITH placed AS (
    SELECT coalesce(nullif(trim(township), ''), '未知乡镇') AS township, list, NULL AS colour, NULL AS result
    FROM mart.households
    WHERE batch_id = $batch_id
    UNION ALL
    SELECT coalesce(nullif(trim(township), ''), '未知乡镇'), NULL, colour, NULL
    FROM mart.leads
    WHERE batch_id = $batch_id
    UNION ALL
    SELECT coalesce(nullif(trim(township), ''), '未知乡镇'), NULL, NULL, result
    FROM mart.applications
    WHERE batch_id = $batch_id
)

SELECT
    township,
    count(list) AS households,
    count(*) FILTER (list = 'exit') AS exit,
    count(*) FILTER (list = 'gradual_exit') AS gradual_exit,
    count(*) FILTER (list = 'adjust') AS adjust,
    count(*) FILTER (list = 'review') AS review,
    count(*) FILTER (list = 'keep') AS keep,
    count(colour) AS leads,
    count(*) FILTER (colour = '红') AS red,
    count(*) FILTER (colour = '橙') AS orange,
    count(*) FILTER (colour = '黄') AS yellow,
    count(*) FILTER (colour = '蓝') AS blue,
    count(result) AS applications
FROM placed
GROUP BY township
ORDER BY households DESC, township

-- One row per way of counting leads (level, signal, urgency, authorisation, township) and its value; a lead has several
-- signals.
WITH leads AS (SELECT * FROM mart.leads WHERE batch_id = $batch_id),

counted AS (
    SELECT 1 AS rank, '线索级别' AS kind, coalesce(colour, '') AS value, count(*) AS leads FROM leads GROUP BY ALL
    UNION ALL
    SELECT 2, '困难信号', signal, count(DISTINCT lead_id)
    FROM (SELECT lead_id, unnest(signals) AS signal FROM leads)
    GROUP BY ALL
    UNION ALL
    SELECT 3, '先行救助', CASE WHEN is_urgent THEN '急难' ELSE '非急难' END, count(*) FROM leads GROUP BY ALL
    UNION ALL
    SELECT 4, '授权情况', coalesce(authorisation, ''), count(*) FROM leads GROUP BY ALL
    UNION ALL
    SELECT 5, '身份确认', CASE WHEN is_identity_confirmed THEN '已确认' ELSE '身份待确认' END, count(*) FROM leads GROUP BY ALL
    UNION ALL
    SELECT 6, '乡镇', coalesce(nullif(trim(township), ''), '未知乡镇'), count(*) FROM leads GROUP BY ALL
)

SELECT kind, value, leads, (SELECT count(*) FROM leads) AS denominator
FROM counted
ORDER BY rank, coalesce(list_position(['红', '橙', '黄', '蓝'], value), 9), leads DESC, value

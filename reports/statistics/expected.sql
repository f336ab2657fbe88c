-- One row per list that townships and departments get, with the rows that its files must have together.
WITH shown AS (
    SELECT household_id, count(*) AS findings
    FROM mart.findings
    WHERE batch_id = $batch_id AND register = 'roster' AND state NOT IN ('suppressed', 'exempted')
    GROUP BY household_id
),

households AS (SELECT * FROM mart.households WHERE batch_id = $batch_id),

leads AS (SELECT * FROM mart.leads WHERE batch_id = $batch_id AND state IS DISTINCT FROM 'answered'),

-- Households that were asked before, and every question about them answered.
answered AS (
    SELECT (f.register, f.household_id)
    FROM mart.findings f
    JOIN mart.cases c ON c.batch_id = f.batch_id AND c.case_id = f.case_id
    WHERE f.batch_id = $batch_id AND f.state NOT IN ('suppressed', 'exempted')
    GROUP BY f.register, f.household_id
    HAVING count(*) = count(*) FILTER (c.state = 'closed' AND c.outcome IS NOT NULL)
)

SELECT '复核清单' AS report, coalesce(sum(coalesce(s.findings, 1)), 0) AS expected
FROM households h
LEFT JOIN shown s ON s.household_id = h.household_id
WHERE h.list IS DISTINCT FROM 'keep'
UNION ALL
SELECT '拟退出名单', count(*) FROM households WHERE list = 'exit'
UNION ALL
SELECT '拟调整名单', count(*) FROM households WHERE list = 'adjust'
UNION ALL
SELECT '渐退名单', count(*) FROM households WHERE list = 'gradual_exit'
UNION ALL
SELECT '申请核对结果', count(*) FROM mart.applications WHERE batch_id = $batch_id
UNION ALL
SELECT '拟新增线索', count(*) FROM leads
UNION ALL
SELECT '先行救助', count(*) FROM leads WHERE is_urgent
UNION ALL
SELECT
    '入户工作计划',
    (
        SELECT count(*)
        FROM households
        WHERE list IS DISTINCT FROM 'keep' AND ('roster', household_id) NOT IN (FROM answered)
    )
    + (SELECT count(*) FROM leads)
    + (
        SELECT
            count(*) FROM mart.applications WHERE batch_id = $batch_id AND result IS DISTINCT FROM 'eligible'
            AND ('application', household_id) NOT IN (FROM answered)
    )
UNION ALL
SELECT '退回单', count(*) FROM mart.issues WHERE batch_id = $batch_id AND code IS DISTINCT FROM 'reading'
UNION ALL
SELECT '推送清单', count(*) FROM mart.plans WHERE batch_id = $batch_id

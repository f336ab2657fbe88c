-- One row per self-check of the period: two ways of counting the same thing.
WITH batches AS (SELECT * FROM mart.batches WHERE list_contains($batches, batch_number)),

edges AS (
    SELECT arg_min(batch_id, batch_number) AS first, arg_max(batch_id, batch_number) AS last, max(as_of) AS last_on
    FROM batches
),

ended AS (
    SELECT DISTINCT o.household_id
    FROM mart.outcomes o
    SEMI JOIN batches USING (batch_id)
    WHERE o.is_current
        AND o.register = 'roster'
        AND o.outcome IN ('10', '60')
        AND o.effective_month <= (SELECT date_trunc('month', last_on) - INTERVAL 1 MONTH FROM edges)
)

SELECT
    1 AS rank,
    '各批次登记的核对户数之和＝户表行数' AS item,
    (SELECT sum(households) FROM batches) AS left_value,
    (SELECT count(*) FROM mart.households SEMI JOIN batches USING (batch_id)) AS right_value
UNION ALL
SELECT
    2,
    '期初名册户数＝首批登记户数',
    (SELECT count(*) FROM mart.households WHERE batch_id = (SELECT first FROM edges)),
    (SELECT arg_min(households, batch_number) FROM batches)
UNION ALL
SELECT
    3,
    '期末名册户数＝末批登记户数',
    (SELECT count(*) FROM mart.households WHERE batch_id = (SELECT last FROM edges)),
    (SELECT arg_max(households, batch_number) FROM batches)
UNION ALL
SELECT
    4,
    '确认退出且生效满一个月的户已不在期末名册：已不在册户数＝应不在册户数',
    (
        SELECT count(*)
        FROM ended
        ANTI JOIN (SELECT household_id FROM mart.households WHERE batch_id = (SELECT last FROM edges)) USING
            (household_id)
    ),
    (SELECT count(*) FROM ended)
UNION ALL
SELECT
    5,
    '各批次疑点所属户均在该批次户表：能对上的疑点数＝疑点数',
    (
        SELECT count(*)
        FROM mart.findings f
        SEMI JOIN batches USING (batch_id)
        SEMI JOIN mart.households h ON h.batch_id = f.batch_id AND h.household_id = f.household_id
        WHERE f.register = 'roster'
    ),
    (SELECT count(*) FROM mart.findings f SEMI JOIN batches USING (batch_id) WHERE f.register = 'roster')
ORDER BY rank

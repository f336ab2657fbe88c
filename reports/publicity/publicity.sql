-- One row per household and kind of publicity. 停发: its standing answers end the aid (10, 60; 70 where nobody covered is
-- left). 继续保障: every case that was sent out is answered and none of the answers leaves the aid or its amount open. 新增:
-- on the roster now, not in the batch before. 长期: everybody on the roster whose aid is not ended.
WITH households AS (SELECT * FROM mart.households WHERE batch_id = $batch_id),

heads AS (
    SELECT household_id, min(age) AS age
    FROM mart.members
    WHERE batch_id = $batch_id AND register = 'roster' AND relation IN ('head', '户主')
    GROUP BY household_id
),

answers AS (
    SELECT
        o.household_id,
        bool_or(o.outcome IN ('10', '60') OR (o.outcome = '70' AND h.list = 'exit')) AS is_ended,
        bool_and(o.outcome IN ('12', '13', '20', '21', '30', '31', '32')) AS is_upheld
    FROM mart.outcomes o
    JOIN households h USING (household_id)
    WHERE o.batch_id = $batch_id AND o.register = 'roster' AND o.is_current
    GROUP BY o.household_id
),

asked AS (
    SELECT DISTINCT household_id
    FROM mart.cases
    WHERE batch_id = $batch_id AND register = 'roster' AND state IN ('sent', 'returned')
),

before AS (
    SELECT max(batch_number) AS number
    FROM mart.batches
    WHERE batch_number < (SELECT batch_number FROM mart.batches WHERE batch_id = $batch_id)
),

known AS (
    SELECT household_id
    FROM mart.households
    JOIN mart.batches b USING (batch_id)
    WHERE b.batch_number = (SELECT number FROM before)
),

kinds AS (
    SELECT '停发公示' AS kind, household_id FROM answers WHERE is_ended
    UNION ALL
    SELECT '继续保障公示', household_id FROM answers ANTI JOIN asked USING (household_id) WHERE is_upheld
    UNION ALL
    SELECT '新增公示', household_id
    FROM households
    ANTI JOIN known USING (household_id)
    WHERE (SELECT number FROM before) IS NOT NULL
    UNION ALL
    SELECT '长期公示', household_id
    FROM households
    ANTI JOIN (SELECT household_id FROM answers WHERE is_ended) USING (household_id)
)

SELECT
    k.kind,
    h.township,
    h.village,
    h.head_name AS name,
    coalesce(a.age < $adult_from, true) AS is_minor,
    h.programme,
    h.covered AS persons,
    h.monthly_benefit,
    h.is_kin_filed
FROM kinds k
JOIN households h USING (household_id)
LEFT JOIN heads a USING (household_id)
WHERE $standing = (k.kind = '长期公示')
ORDER BY k.kind, h.township, h.village, h.programme, h.head_name, h.household_id

-- One row per township of the period, and one for the county (township empty). Batches = those numbered in $batches;
-- what happened = standing answers to their lists. 户 and 人 are distinct over the period, 户次 and 人次 are added up; a
-- household that moved counts in each of its townships and once in the county.
WITH batches AS (SELECT batch_id, batch_number FROM mart.batches WHERE list_contains($batches, batch_number)),

last AS (SELECT max(batch_number) AS number FROM batches),

roster AS (
    SELECT
        b.batch_number,
        h.*,
        coalesce(nullif(trim(h.township), ''), '未知乡镇') AS place,
        CASE WHEN h.programme IN ('urban_dibao', 'rural_dibao') THEN 'dibao' ELSE h.programme END AS circle
    FROM mart.households h
    JOIN batches b USING (batch_id)
),

applying AS (
    SELECT b.batch_number, a.*, coalesce(nullif(trim(a.township), ''), '未知乡镇') AS place
    FROM mart.applications a
    JOIN batches b USING (batch_id)
),

people AS (
    SELECT m.batch_id, m.register, m.household_id, m.person_id
    FROM mart.members m
    SEMI JOIN batches USING (batch_id)
),

raised AS (
    SELECT f.batch_id, f.household_id, f.code, f.case_id
    FROM mart.findings f
    SEMI JOIN batches USING (batch_id)
    WHERE f.register = 'roster' AND f.state <> 'exempted'
),

-- One row per case that was sent out or answered in the period, as it stood after the last batch that knew it.
asked AS (
    SELECT
        case_id,
        arg_max(household_id, b.batch_number) AS household_id,
        arg_max(state, b.batch_number) AS state,
        arg_max(outcome, b.batch_number) AS outcome
    FROM mart.cases c
    JOIN batches b USING (batch_id)
    WHERE register = 'roster'
    GROUP BY case_id
    HAVING bool_or(state IN ('sent', 'returned') OR outcome IS NOT NULL)
),

answers AS (
    SELECT
        o.register,
        o.household_id,
        bool_or(o.outcome IN ('10', '60')) AS is_ended,
        bool_or(o.outcome = '70') AS is_gone,
        bool_or(o.outcome IN ('11', '12')) AS is_adjusted,
        bool_or(o.outcome = '13') AS is_grace,
        bool_or(o.outcome = '20') AS is_exempted,
        arg_max(o.batch_id, b.batch_number) AS batch_id
    FROM mart.outcomes o
    JOIN batches b USING (batch_id)
    WHERE o.is_current AND o.household_id IS NOT NULL
    GROUP BY o.register, o.household_id
),

found_leads AS (
    SELECT DISTINCT l.lead_id, coalesce(nullif(trim(l.township), ''), '未知乡镇') AS place, l.is_urgent
    FROM mart.leads l
    SEMI JOIN batches USING (batch_id)
),

homes AS (
    SELECT
        household_id,
        arg_max(place, batch_number) AS place,
        arg_max(size, batch_number) AS size,
        arg_max(list, batch_number) AS list
    FROM roster
    GROUP BY household_id
),

-- What each measure counts, one row per thing counted: its place, the household or person it is (for distinct counts),
-- and how often.
counted AS (
    SELECT
        '核对户次' AS measure,
        place,
        NULL AS household,
        NULL AS person,
        1 AS times,
        0 AS person_times,
        NULL::DECIMAL(18, 2) AS amount
    FROM roster
    UNION ALL
    SELECT '核对户次', place, NULL, NULL, 1, 0, NULL FROM applying
    UNION ALL
    SELECT '核对人次', r.place, NULL, NULL, 0, 1, NULL
    FROM people p
    JOIN roster r ON p.register = 'roster' AND r.batch_id = p.batch_id AND r.household_id = p.household_id
    UNION ALL
    SELECT '核对人次', a.place, NULL, NULL, 0, 1, NULL
    FROM people p
    JOIN applying a ON p.register = 'application' AND a.batch_id = p.batch_id AND a.household_id = p.household_id
    UNION ALL
    SELECT '在册户、人', r.place, r.household_id, p.person_id, 0, 0, NULL
    FROM roster r
    LEFT JOIN people p ON p.register = 'roster' AND p.batch_id = r.batch_id AND p.household_id = r.household_id
    UNION ALL
    SELECT '申请户、人', a.place, a.household_id, p.person_id, 0, 0, NULL
    FROM applying a
    LEFT JOIN people p ON p.register = 'application' AND p.batch_id = a.batch_id AND p.household_id = a.household_id
    UNION ALL
    SELECT '疑点户', r.place, f.household_id, NULL, 0, 0, NULL FROM raised f JOIN roster r USING (batch_id, household_id)
    UNION ALL
    SELECT '疑点（案件）', r.place, f.case_id, NULL, 1, 0, NULL FROM raised f JOIN roster r USING (batch_id, household_id)
    UNION ALL
    SELECT '下发或已答复疑点', h.place, k.case_id, NULL, 1, 0, NULL FROM asked k JOIN homes h USING (household_id)
    UNION ALL
    SELECT '已办结疑点', h.place, k.case_id, NULL, 1, 0, NULL
    FROM asked k
    JOIN homes h USING (household_id)
    WHERE k.state = 'closed' AND k.outcome IS NOT NULL
    UNION ALL
    SELECT '有结论疑点', h.place, k.case_id, NULL, 1, 0, NULL
    FROM asked k
    JOIN homes h USING (household_id)
    WHERE k.outcome NOT IN ('50', '51')
    UNION ALL
    SELECT '属实疑点', h.place, k.case_id, NULL, 1, 0, NULL
    FROM asked k
    JOIN homes h USING (household_id)
    WHERE k.outcome LIKE '1%'
    UNION ALL
    SELECT
        CASE r.list WHEN 'exit' THEN '拟退出' WHEN 'gradual_exit' THEN '拟渐退' WHEN 'adjust' THEN '拟调整' ELSE '复核' END,
        r.place,
        r.household_id,
        p.person_id,
        0,
        0,
        NULL
    FROM roster r
    LEFT JOIN people p ON p.register = 'roster' AND p.batch_id = r.batch_id AND p.household_id = r.household_id
    WHERE r.list <> 'keep'
    UNION ALL
    SELECT u.measure, h.place, h.household_id, p.person_id, 0, 0, NULL
    FROM answers a
    JOIN homes h USING (household_id)
    LEFT JOIN people p ON p.register = 'roster' AND p.batch_id = a.batch_id AND p.household_id = a.household_id,
        (
            VALUES ('确认退出', a.is_ended OR (a.is_gone AND h.list = 'exit')),
            ('确认调整', a.is_adjusted AND NOT a.is_ended),
            ('给予渐退', a.is_grace),
            ('豁免', a.is_exempted)
        ) AS u (measure, holds)
    WHERE a.register = 'roster' AND u.holds
    UNION ALL
    SELECT '不予确认', y.place, a.household_id, p.person_id, 0, 0, NULL
    FROM answers a
    JOIN (
        SELECT household_id, arg_max(place, batch_number) AS place
        FROM applying
        GROUP BY household_id
    ) y USING (household_id)
    LEFT JOIN people p ON p.register = 'application' AND p.batch_id = a.batch_id AND p.household_id = a.household_id
    WHERE a.register = 'application' AND a.is_ended
    UNION ALL
    SELECT '拟新增线索', place, lead_id, NULL, 1, 0, NULL FROM found_leads
    UNION ALL
    SELECT '其中急难线索', place, lead_id, NULL, 1, 0, NULL FROM found_leads WHERE is_urgent
    UNION ALL
    SELECT '期末月保障金', place, household_id, NULL, 0, 0, monthly_benefit
    FROM roster
    WHERE batch_number = (SELECT number FROM last)
)

SELECT
    measure,
    CASE WHEN grouping(place) = 1 THEN NULL ELSE place END AS township,
    count(DISTINCT household) AS households,
    sum(times) AS household_times,
    count(DISTINCT person) AS persons,
    sum(person_times) AS person_times,
    sum(amount) AS amount
FROM counted
GROUP BY GROUPING SETS ((measure), (measure, place))
ORDER BY township NULLS FIRST, measure

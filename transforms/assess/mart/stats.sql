-- stats: one row per measure, scope and batch. A rate is amount ÷ denominator, both shown. 户 is not 户次: households and
-- persons are distinct ones of the roster, household_times and person_times count every check made, applications
-- included.
WITH found AS (
    SELECT
        f.household_no,
        bool_or(NOT f.is_exempted) AS has_finding,
        bool_or(f.is_exempted) AS has_exempted,
        count(*) FILTER (NOT f.is_exempted AND c.state = 'closed' AND c.outcome IS NOT NULL) AS answered,
        count(*) FILTER (NOT f.is_exempted AND c.state IN ('sent', 'returned')) AS asked
    FROM findings f
    LEFT JOIN cases_now c USING (case_id)
    GROUP BY f.household_no
),

checked AS (  -- one row per village and kind of household
    SELECT
        h.register,
        h.township,
        h.village,
        d.list,
        d.result,
        v.has_finding,
        v.has_exempted,
        a.household_id IS NOT NULL AS is_confirmed_exit,
        v.answered > 0 AND v.asked = 0 AS is_spared,
        e.household_no IS NOT NULL AS has_severe_mental,
        x.signals,
        count(*) AS households,
        sum(z.size) AS size,
        sum(z.member_rows) AS member_rows,
        sum(h.monthly_benefit) AS monthly_benefit,
        sum(v.answered) AS answered
    FROM households h
    JOIN decisions d USING (household_no)
    JOIN hardship x USING (household_no)
    JOIN sizes z ON z.scenario = 'certain' AND z.household_no = h.household_no
    LEFT JOIN found v ON v.household_no = h.household_no
    LEFT JOIN (
        SELECT DISTINCT household_no
        FROM living_evidence
        WHERE scenario = 'certain' AND kind = 'serious_illness' AND category = 'severe_mental'
    ) e
    ON e.household_no = h.household_no
    LEFT JOIN (SELECT DISTINCT register, household_id FROM answers WHERE outcome = '10') a ON
        a.register = h.register AND a.household_id = h.household_id
    GROUP BY ALL
),

roster AS (SELECT * FROM checked WHERE register = 'roster'),

applications AS (SELECT * FROM checked WHERE register = 'application'),

household_measures AS (
    SELECT
        '户数' AS measure,
        township,
        village,
        households,
        0 AS household_times,
        size AS persons,
        0 AS person_times,
        NULL::DECIMAL(18, 2) AS amount,
        NULL::DECIMAL(18, 2) AS denominator
    FROM roster
    UNION ALL
    SELECT '核对户次', township, village, 0, households, 0, member_rows, NULL, NULL FROM checked
    UNION ALL
    SELECT '核对人次', township, village, 0, 0, 0, member_rows, NULL, NULL FROM checked
    UNION ALL
    SELECT '保障金', township, village, households, 0, size, 0, coalesce(monthly_benefit, 0), NULL FROM roster
    UNION ALL
    SELECT '疑点户数', township, village, households, 0, size, 0, NULL, NULL FROM roster WHERE has_finding
    UNION ALL
    SELECT
        '检出率',
        township,
        village,
        if(has_finding, households, 0),
        households,
        0,
        0,
        if(has_finding, households, 0),
        households
    FROM roster
    UNION ALL
    SELECT
        CASE list
            WHEN 'exit' THEN '拟退出'
            WHEN 'gradual_exit' THEN '渐退'
            WHEN 'adjust' THEN '调整'
            WHEN 'review' THEN '复核'
            ELSE '保持'
        END,
        township,
        village,
        households,
        0,
        size,
        0,
        NULL,
        NULL
    FROM roster
    UNION ALL
    SELECT '确认退出', township, village, households, 0, size, 0, NULL, NULL FROM roster WHERE is_confirmed_exit
    UNION ALL
    SELECT '豁免', township, village, households, 0, size, 0, NULL, NULL FROM roster WHERE has_exempted
    -- visits saved: households of which nothing is asked because all that was found was answered before, with how many
    -- findings
    UNION ALL
    SELECT '免复核', township, village, households, 0, size, 0, answered, NULL FROM roster WHERE is_spared
    UNION ALL
    SELECT '申请', township, village, households, households, size, member_rows, NULL, NULL FROM applications
    UNION ALL
    SELECT
        CASE result WHEN 'eligible' THEN '拟新增' WHEN 'ineligible' THEN '拟不予确认' ELSE '申请待复核' END,
        township,
        village,
        households,
        0,
        size,
        0,
        NULL,
        NULL
    FROM applications
    UNION ALL
    SELECT '严重精神障碍', township, village, households, 0, 0, 0, NULL, NULL FROM roster WHERE has_severe_mental
    UNION ALL
    SELECT '重残', township, village, households, 0, 0, 0, NULL, NULL
    FROM roster
    WHERE list_contains(signals, 'severe_disability')
    UNION ALL
    SELECT '重病', township, village, households, 0, 0, 0, NULL, NULL
    FROM roster
    WHERE list_contains(signals, 'serious_illness')
    UNION ALL
    SELECT '多子女家庭', township, village, households, 0, size, 0, NULL, NULL
    FROM roster
    WHERE list_contains(signals, 'many_children')
    UNION ALL
    SELECT '多重困难家庭', township, village, households, 0, size, 0, NULL, NULL
    FROM roster
    WHERE len(signals) >= p('multiple_hardship.signals')
),

finding_measures AS (
    SELECT
        '疑点条数' AS measure,
        h.township,
        h.village,
        0 AS households,
        0 AS household_times,
        0 AS persons,
        0 AS person_times,
        1 AS amount,
        NULL AS denominator
    FROM findings f
    JOIN households h USING (household_no)
    WHERE f.register = 'roster' AND NOT f.is_exempted
),

case_measures AS (
    SELECT
        u.measure,
        h.township,
        h.village,
        0 AS households,
        0 AS household_times,
        0 AS persons,
        0 AS person_times,
        u.amount,
        u.denominator
    FROM cases_now c
    JOIN households h ON h.register = c.register AND h.household_id = c.household_id,
        (
            VALUES ('已办结', CASE WHEN c.outcome IS NOT NULL AND c.state = 'closed' THEN 1 ELSE 0 END, NULL),
            ('办结率', CASE WHEN c.outcome IS NOT NULL AND c.state = 'closed' THEN 1 ELSE 0 END, 1),
            (
                '属实率',
                CASE WHEN left(c.outcome, 1) IN ('1', '2') THEN 1 ELSE 0 END,
                CASE WHEN left(c.outcome, 1) IN ('1', '2', '3') THEN 1 ELSE 0 END
            )
        ) AS u (measure, amount, denominator)
    WHERE c.register = 'roster' AND (c.is_listed OR c.outcome IS NOT NULL)
),

lead_measures AS (
    SELECT
        u.measure,
        coalesce(l.township, '未知乡镇') AS township,
        coalesce(l.village, '未知村') AS village,
        1 AS households,
        0 AS household_times,
        0 AS persons,
        0 AS person_times,
        NULL AS amount,
        NULL AS denominator
    FROM lead_list l,
        (
            VALUES ('新增线索'),
            ('线索·' || l.colour),
            (CASE WHEN l.is_urgent THEN '先行救助' END),
            (CASE WHEN l.state = 'answered' THEN '线索已答复' END)
        ) AS u (measure)
    WHERE u.measure IS NOT NULL
),

placed AS (
    SELECT * FROM household_measures
    UNION ALL
    SELECT * FROM finding_measures
    UNION ALL
    SELECT * FROM case_measures
    UNION ALL
    SELECT * FROM lead_measures
),

by_village AS (
    SELECT
        measure,
        township,
        village,
        sum(households) AS households,
        sum(household_times) AS household_times,
        sum(persons) AS persons,
        sum(person_times) AS person_times,
        sum(amount) AS amount,
        sum(denominator) AS denominator
    FROM placed
    GROUP BY measure, township, village
),

by_place AS (
    SELECT
        CASE
            WHEN grouping(township) = 1 THEN 'county'
            WHEN grouping(village) = 1 THEN 'township'
            ELSE 'village'
        END AS scope,
        CASE
            WHEN grouping(township) = 1 THEN '全县'
            WHEN grouping(village) = 1 THEN township
            ELSE township || ' ' || village
        END AS scope_name,
        measure,
        sum(households) AS households,
        sum(household_times) AS household_times,
        sum(persons) AS persons,
        sum(person_times) AS person_times,
        sum(amount) AS amount,
        sum(denominator) AS denominator
    FROM by_village
    GROUP BY GROUPING SETS ((measure), (measure, township), (measure, township, village))
),

county_only AS (
    SELECT
        'county' AS scope,
        '全县' AS scope_name,
        '批次数' AS measure,
        0 AS households,
        0 AS household_times,
        0 AS persons,
        0 AS person_times,
        1 AS amount,
        NULL AS denominator
    UNION ALL
    SELECT 'county', '全县', '人数', 0, 0, count(DISTINCT person_no), 0, NULL, NULL FROM members WHERE register = 'roster'
    UNION ALL
    SELECT 'county', '全县', '临时救助', 0, 0, count(DISTINCT resident_id), count(*), coalesce(sum(amount), 0), NULL
    FROM ledger_temporary_aid
    WHERE in_last_months(paid_on, p('temporary_aid.months'))
),

reported AS MATERIALIZED (  -- else a million rows of evidence are joined with the labels first
    SELECT e.dataset, m.person_no
    FROM member_evidence m
    JOIN evidence e USING (evidence_id)
),

by_department AS (
    SELECT
        'department' AS scope,
        s.department AS scope_name,
        '覆盖人次' AS measure,
        0 AS households,
        0 AS household_times,
        count(DISTINCT m.person_no) AS persons,
        count(*) AS person_times,
        NULL AS amount,
        NULL AS denominator
    FROM reported m
    JOIN dataset_labels s ON s.dataset = m.dataset AND s.party = 1
    GROUP BY s.department
    UNION ALL
    SELECT
        'department',
        s.department,
        '命中数',
        count(DISTINCT f.household_no),
        0,
        0,
        0,
        count(DISTINCT f.finding_id),
        NULL
    FROM (SELECT household_no, finding_id, register, unnest(evidence_ids) AS evidence_id FROM findings) f
    JOIN cited c USING (household_no, evidence_id)
    JOIN dataset_labels s ON s.dataset = c.dataset AND s.party = 1
    WHERE f.register = 'roster'
    GROUP BY s.department
    UNION ALL
    SELECT 'department', department, '报送行数', 0, 0, 0, 0, sum(rows_read), NULL FROM coverage GROUP BY department
    UNION ALL
    SELECT 'department', department, '隔离率', 0, 0, 0, 0, sum(rows_quarantined), sum(rows_read)
    FROM coverage
    GROUP BY department
)

SELECT batch_id() AS batch_id, *
FROM (
    SELECT * FROM by_place
    UNION ALL
    SELECT * FROM county_only
    UNION ALL
    SELECT * FROM by_department
)

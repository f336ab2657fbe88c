-- One row per self-check of the tables of a batch: two ways of counting the same thing, which must agree.
WITH
households AS (SELECT * FROM mart.households WHERE batch_id = $batch_id),

members AS (SELECT * FROM mart.members WHERE batch_id = $batch_id),

findings AS (SELECT * FROM mart.findings WHERE batch_id = $batch_id),

applications AS (SELECT * FROM mart.applications WHERE batch_id = $batch_id),

leads AS (SELECT * FROM mart.leads WHERE batch_id = $batch_id),

cases AS (SELECT * FROM mart.cases WHERE batch_id = $batch_id),

-- Counted in one pass: a row for every mention of the batch.
matches AS (
    SELECT
        count(*) AS rows,
        count(m.person_id) AS of_persons,
        count(m.household_id) AS of_households,
        count(k.person_id) AS of_members
    FROM mart.matches m
    LEFT JOIN (SELECT DISTINCT household_id, person_id FROM members) k USING (household_id, person_id)
    WHERE m.batch_id = $batch_id
),

coverage AS (SELECT * FROM mart.coverage WHERE batch_id = $batch_id),

-- Only T1 and T2 count (docs/rules.md#totals).
totals AS (
    SELECT
        household_id,
        sum(counted) FILTER (WHERE total LIKE 'income.%') AS income,
        sum(counted) FILTER (WHERE total = 'financial_assets') AS assets
    FROM mart.total_rows
    WHERE batch_id = $batch_id AND register = 'roster' AND coalesce(tier, 'T1') IN ('T1', 'T2')
    GROUP BY household_id
),

townships AS (SELECT township, count(*) AS households FROM households GROUP BY township)

SELECT
    1 AS rank,
    '各名单户数之和（保持＋复核＋拟退出＋拟渐退＋拟调整）＝核对户数' AS item,
    (
        SELECT
            count(*) FILTER (list = 'keep') + count(*) FILTER (list = 'review') + count(*) FILTER (list = 'exit')
            + count(*) FILTER (list = 'gradual_exit') + count(*) FILTER (list = 'adjust')
        FROM households
    ) AS left_value,
    (SELECT count(*) FROM households) AS right_value
UNION ALL
SELECT 2, '户编号不重复：户编号个数＝户表行数', (SELECT count(DISTINCT household_id) FROM households), (SELECT count(*) FROM households)
UNION ALL
SELECT
    3,
    '各乡镇户数之和＝全县户数（每户只属一个乡镇）',
    (SELECT sum(households) FROM townships),
    (SELECT count(DISTINCT household_id) FROM households)
UNION ALL
SELECT
    4,
    '有乡镇归属的户数＝全县户数',
    (SELECT count(*) FROM households WHERE trim(township) <> ''),
    (SELECT count(*) FROM households)
UNION ALL
SELECT
    5,
    '各户在世人口之和＝成员表在世行数',
    (SELECT coalesce(sum(size), 0) FROM households),
    (SELECT count(*) FROM members WHERE register = 'roster' AND is_dead IS NOT TRUE)
UNION ALL
SELECT
    6,
    '各户在世保障人口之和＝成员表在世保障对象行数',
    (SELECT coalesce(sum(covered), 0) FROM households),
    (SELECT count(*) FROM members WHERE register = 'roster' AND is_dead IS NOT TRUE AND is_covered)
UNION ALL
SELECT
    7,
    '在册成员所属户均在户表：能对上户的成员行数＝成员行数',
    (SELECT count(*) FROM members WHERE register = 'roster' AND household_id IN (SELECT household_id FROM households)),
    (SELECT count(*) FROM members WHERE register = 'roster')
UNION ALL
SELECT
    8,
    '在册疑点所属户均在户表：能对上户的疑点数＝疑点数',
    (SELECT count(*) FROM findings WHERE register = 'roster' AND household_id IN (SELECT household_id FROM households)),
    (SELECT count(*) FROM findings WHERE register = 'roster')
UNION ALL
SELECT
    9,
    '新申请疑点所属户均在申请表：能对上户的疑点数＝疑点数',
    (
        SELECT count(*)
        FROM findings
        WHERE register = 'application' AND household_id IN (SELECT household_id FROM applications)
    ),
    (SELECT count(*) FROM findings WHERE register = 'application')
UNION ALL
SELECT 10, '疑点编号不重复：疑点编号个数＝疑点数', (SELECT count(DISTINCT finding_id) FROM findings), (SELECT count(*) FROM findings)
UNION ALL
SELECT
    11,
    '每条在册待处理疑点都有预警编号：对得上案件的疑点数＝疑点数',
    (
        SELECT count(*)
        FROM findings
        WHERE register = 'roster'
            AND state IN ('new', 'repeated', 'worsened')
            AND case_id IN (SELECT case_id FROM cases)
    ),
    (SELECT count(*) FROM findings WHERE register = 'roster' AND state IN ('new', 'repeated', 'worsened'))
UNION ALL
SELECT
    12,
    '疑点证据行均有疑点：能对上疑点的证据行数＝证据行数',
    (
        SELECT count(*)
        FROM mart.finding_rows
        WHERE batch_id = $batch_id AND finding_id IN (SELECT finding_id FROM findings)
    ),
    (SELECT count(*) FROM mart.finding_rows WHERE batch_id = $batch_id)
UNION ALL
SELECT
    13,
    '户的疑点代码均有疑点：能对上疑点的代码数＝代码数',
    (
        SELECT count(*) FROM (SELECT household_id, unnest(reasons) AS code FROM households) r
        WHERE (r.household_id, r.code) IN (
                SELECT (household_id, code)
                FROM findings
                WHERE register = 'roster' AND state <> 'exempted'
            )
    ),
    (SELECT coalesce(sum(len(reasons)), 0) FROM households)
UNION ALL
SELECT
    14,
    '名单不是保持的户均有判定规则行：有规则行的户数＝户数',
    (SELECT count(*) FROM households WHERE list <> 'keep' AND decided_by BETWEEN 1 AND 8),
    (SELECT count(*) FROM households WHERE list <> 'keep')
UNION ALL
SELECT 15, '匹配均指向人员：有人员编号的匹配数＝匹配数', (SELECT of_persons FROM matches), (SELECT rows FROM matches)
UNION ALL
SELECT
    16,
    '匹配到户的人员均为该户成员：能对上成员的匹配数＝匹配到户的匹配数',
    (SELECT of_members FROM matches),
    (SELECT of_households FROM matches)
UNION ALL
SELECT
    17,
    '困难指数＝四项之和（四舍五入容差 0.05）：相符户数＝有指数的户数',
    (
        SELECT count(*)
        FROM households
        WHERE abs(
                hardship_index
                - (
                    coalesce(index_income, 0)
                    + coalesce(index_signals, 0)
                    + coalesce(index_labour, 0)
                    + coalesce(index_medical, 0)
                )
            ) <= 0.05
    ),
    (SELECT count(hardship_index) FROM households)
UNION ALL
SELECT
    18,
    '认定年收入＝申报与核实年收入中的较大者：相符户数＝有认定收入的户数',
    (
        SELECT count(*)
        FROM households
        WHERE income_assessed = greatest(coalesce(income_declared, 0), coalesce(income_verified, 0))
    ),
    (SELECT count(income_assessed) FROM households)
UNION ALL
SELECT
    19,
    '新申请核对结果（拟符合＋需核查＋拟不符合）＝申请户数',
    (SELECT count(*) FROM applications WHERE result IN ('eligible', 'review', 'ineligible')),
    (SELECT count(*) FROM applications)
UNION ALL
SELECT 20, '线索编号不重复：线索编号个数＝线索数', (SELECT count(DISTINCT lead_id) FROM leads), (SELECT count(*) FROM leads)
UNION ALL
SELECT
    21,
    '线索证据行均有线索：能对上线索的证据行数＝证据行数',
    (SELECT count(*) FROM mart.lead_rows WHERE batch_id = $batch_id AND lead_id IN (SELECT lead_id FROM leads)),
    (SELECT count(*) FROM mart.lead_rows WHERE batch_id = $batch_id)
UNION ALL
SELECT
    22,
    '合并的重复行不多于采用行：相符的数据集数＝数据集数',
    (SELECT count(*) FROM coverage WHERE coalesce(rows_merged, 0) <= coalesce(rows_accepted, 0)),
    (SELECT count(*) FROM coverage)
UNION ALL
SELECT
    23,
    '核实年收入＝收入明细行之和：相符户数＝户数',
    (
        SELECT count(*)
        FROM households h
        LEFT JOIN totals t USING (household_id)
        WHERE abs(coalesce(h.income_verified, 0) - coalesce(t.income, 0)) < 0.05
    ),
    (SELECT count(*) FROM households)
UNION ALL
SELECT
    24,
    '金融资产＝资产明细行之和：相符户数＝户数',
    (
        SELECT count(*)
        FROM households h
        LEFT JOIN totals t USING (household_id)
        WHERE abs(coalesce(h.financial_assets, 0) - coalesce(t.assets, 0)) < 0.05
    ),
    (SELECT count(*) FROM households)
UNION ALL
SELECT
    100 + row_number() OVER (ORDER BY department, dataset),
    '读取行数＝采用行数＋隔离行数：' || coalesce(title, dataset),
    coalesce(rows_read, 0),
    coalesce(rows_accepted, 0) + coalesce(rows_quarantined, 0)
FROM coverage
WHERE is_delivered
ORDER BY rank

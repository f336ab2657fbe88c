-- M01 身份待确认: S01 (per member), I01, I02 or P01–P07 would be raised with T3/T4 evidence added and is not raised without
-- it; names that code.
-- Clause: 《社会救助暂行办法》第五十八条：核对结果应当经核实后使用 (docs/rules.md#m01)
WITH added AS (
    SELECT r.household_no, r.programme, r.code, r.person_no, r.evidence_ids, r.explanation
    FROM raised r
    ANTI JOIN raised c ON
        c.scenario = 'certain' AND c.household_no = r.household_no AND c.programme = r.programme AND c.code = r.code
    WHERE r.scenario = 'possible' AND r.code <> 'S01'
    UNION ALL
    SELECT
        d.household_no,
        h.programme,
        'S01',
        d.person_no,
        d.evidence_ids,
        p.name || coalesce('于 ' || strftime(d.died_on, '%Y-%m-%d'), '') || ' 死亡'
    FROM dead d
    ANTI JOIN dead c ON c.scenario = 'certain' AND c.household_no = d.household_no AND c.person_no = d.person_no
    JOIN households h ON h.household_no = d.household_no
    JOIN people p ON p.person_no = d.person_no
    WHERE d.scenario = 'possible'
),

own AS (
    SELECT a.*
    FROM added a
    JOIN households h ON h.household_no = a.household_no AND h.programme = a.programme
),

doubtful AS (
    SELECT
        o.household_no,
        o.code,
        list(i.evidence_id ORDER BY i.evidence_id) AS evidence_ids,
        arg_min(i.person_no, i.evidence_id) AS person_no
    FROM own o
    JOIN scenario_evidence i ON
        i.scenario = 'possible'
        AND i.household_no = o.household_no
        AND i.tier > 'T2'
        AND list_contains(o.evidence_ids, i.evidence_id)
    GROUP BY o.household_no, o.code
)

SELECT
    'certain' AS scenario,
    o.household_no,
    o.programme,
    count(DISTINCT o.code)::INTEGER AS value,
    NULL AS limit_value,
    '项' AS unit,
    'review' AS effect,
    coalesce(arg_min(d.person_no, o.code), min(o.person_no)) AS person_no,
    list_distinct(flatten(list(coalesce(d.evidence_ids, o.evidence_ids) ORDER BY o.code))) AS evidence_ids,
    '身份待确认，若属本人则：'
    || string_agg(DISTINCT o.code || ' ' || o.explanation, '；' ORDER BY o.code || ' ' || o.explanation) AS explanation
FROM own o
LEFT JOIN doubtful d ON d.household_no = o.household_no AND d.code = o.code
GROUP BY o.household_no, o.programme

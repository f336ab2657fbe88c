-- I01 收入超标准: income per capita above the programme's limit. Effect exit only when fresh, certain, verified income alone
-- is above it, no single arrears month carries it, and nothing unknown could lift it (docs/rules.md#unknown: the urban
-- standard; settlements, for docs/rules.md#line-3).
-- Clause: 《最低生活保障审核确认办法》关于家庭收入认定的规定（第十四条） (docs/rules.md#i01)
WITH over_limit AS (
    SELECT t.*, o.programme, o.standard, o.standard_lifted, o.income_limit, o.income_limit_lifted, o.near_limit_lifted
    FROM totals t
    JOIN options o USING (household_no)
    WHERE t.size > 0 AND (t.declared > o.income_limit * t.declared_size OR t.verified > o.income_limit * t.size)
),

arrears AS (
    SELECT DISTINCT v.scenario, v.household_no, v.programme
    FROM over_limit v
    JOIN streams s USING (scenario, household_no)
    WHERE s.is_arrears AND s.counted > 0 AND NOT (
            v.declared > v.income_limit * v.declared_size
            OR v.verified - s.counted + s.counted_instead > v.income_limit * v.size
        )
),

certain AS (SELECT * FROM totals WHERE scenario = 'certain'),

evidence_of AS (
    SELECT
        scenario,
        household_no,
        list_sort(list({ 'total': total, 'evidence_ids': evidence_ids, 'arithmetic': arithmetic })) AS streams,
        arg_min(person_no, total) AS person_no
    FROM total_evidence
    SEMI JOIN over_limit USING (scenario, household_no)
    WHERE starts_with(total, 'income.')
    GROUP BY scenario, household_no
)

SELECT
    v.scenario,
    v.household_no,
    v.programme,
    v.per_capita AS value,
    v.income_limit AS limit_value,
    '元/人·年' AS unit,
    CASE
        WHEN v.verified > v.income_limit_lifted * v.size AND a.household_no IS NULL
            AND NOT (
                h.register = 'roster' AND v.programme IN ('urban_dibao', 'rural_dibao', 'tekun')
                AND c.declared < v.near_limit_lifted * c.declared_size AND c.verified < v.near_limit_lifted * c.size
                AND (
                    NOT is_known('medical_expense') OR z.has_unauthorised
                    OR (
                        v.standard_lifted > v.standard
                        AND c.assessed - c.medical_out_of_pocket <= v.standard_lifted * c.size
                    )
                )
            )
            THEN 'exit'
        ELSE 'review'
    END AS effect,
    e.person_no,
    coalesce(flatten([s.evidence_ids FOR s IN e.streams]), []) AS evidence_ids,
    h.source,
    format(
        '核实年收入 {} 元（{}）÷ {} 人 = {} 元；申报年收入 {} 元 ÷ {} 人 = {} 元；取高为人均 {} 元，限额 {} 元',
        yuan(v.verified),
        coalesce(nullif(array_to_string([s.arithmetic FOR s IN e.streams], '；'), ''), '无'),
        v.size,
        yuan(v.verified / v.size),
        yuan(v.declared),
        v.declared_size,
        yuan(v.declared / v.declared_size),
        yuan(v.per_capita),
        yuan(v.income_limit)
    ) AS explanation
FROM over_limit v
JOIN households h USING (household_no)
JOIN certain c ON c.household_no = v.household_no
JOIN sizes z ON z.scenario = 'certain' AND z.household_no = v.household_no
LEFT JOIN arrears a ON a.scenario = v.scenario AND a.household_no = v.household_no AND a.programme = v.programme
LEFT JOIN evidence_of e ON e.scenario = v.scenario AND e.household_no = v.household_no

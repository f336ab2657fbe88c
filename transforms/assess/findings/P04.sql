-- P04 非居住用房: one current commercial property or more.
-- Clause: 《最低生活保障审核确认办法》关于家庭财产（不动产）的规定（第十六条） (docs/rules.md#p04)
SELECT
    t.scenario,
    t.household_no,
    o.programme,
    t.commercial_properties AS value,
    0 AS limit_value,
    '处' AS unit,
    'exit' AS effect,
    e.person_no,
    e.evidence_ids,
    e.arithmetic || format('；共 {} 处', t.commercial_properties) AS explanation
FROM totals t
JOIN options o USING (household_no)
JOIN total_evidence e ON
    e.scenario = t.scenario AND e.household_no = t.household_no AND e.total = 'commercial_properties'
WHERE t.commercial_properties >= 1

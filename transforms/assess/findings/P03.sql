-- P03 多套住房: dwellings above max_units, unless there are two and their area per capita stays within the policy's limit.
-- Clause: 《最低生活保障审核确认办法》关于家庭财产（不动产）的规定（第十六条）；套数由当地规定 (docs/rules.md#p03)
SELECT
    t.scenario,
    t.household_no,
    o.programme,
    t.dwellings AS value,
    p('dwelling.max_units') AS limit_value,
    '套' AS unit,
    'exit' AS effect,
    e.person_no,
    e.evidence_ids,
    format(
        '{}；共 {} 套，总面积 {} ㎡ ÷ {} 人；第二套限人均 {} ㎡',
        e.arithmetic,
        t.dwellings,
        plain_number(t.dwelling_area_sqm),
        t.size,
        plain_number(p('dwelling.second_unit_area_per_capita'))
    ) AS explanation
FROM totals t
JOIN options o USING (household_no)
JOIN total_evidence e ON e.scenario = t.scenario AND e.household_no = t.household_no AND e.total = 'dwellings'
WHERE t.dwellings > p('dwelling.max_units')
    AND NOT (t.dwellings = 2 AND t.dwelling_area_sqm <= p('dwelling.second_unit_area_per_capita') * t.size)

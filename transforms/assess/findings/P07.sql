-- P07 近期购房: an active market contract in the last home_purchase.months.
-- Clause: 《最低生活保障审核确认办法》关于家庭财产（不动产）的规定（第十六条）；购房期限由当地规定 (docs/rules.md#p07)
SELECT
    c.scenario,
    c.household_no,
    h.programme,
    count(DISTINCT c.fact_id)::INTEGER AS value,
    0 AS limit_value,
    '份' AS unit,
    'review' AS effect,
    arg_max(c.person_no, (c.happened_on, c.evidence_id)) AS person_no,
    list(c.evidence_id ORDER BY c.happened_on DESC, c.evidence_id) AS evidence_ids,
    array_to_string(
        list_sort(
            list(
                DISTINCT format(
                    '{} 网签 {}{}',
                    strftime(c.happened_on, '%Y-%m-%d'),
                    c.label,
                    coalesce('，总价 ' || yuan(c.amount) || ' 元', '')
                )
            )
        ),
        '；'
    ) AS explanation
FROM living_evidence c
JOIN households h USING (household_no)
WHERE c.kind = 'home_purchase'
    AND c.status = 'active'
    AND c.category = 'market'
    AND in_last_months(c.happened_on, p('home_purchase.months')::INTEGER)
GROUP BY c.scenario, c.household_no, h.programme

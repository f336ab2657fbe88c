-- P01 金融资产超限: financial assets above cap × standard × size.
-- Clause: 《最低生活保障审核确认办法》关于家庭财产（银行存款、证券等）的规定（第十六条）；限额由当地规定 (docs/rules.md#p01)
SELECT
    t.scenario,
    t.household_no,
    o.programme,
    t.financial_assets AS value,
    o.cap_per_capita * t.size AS limit_value,
    '元' AS unit,
    CASE WHEN t.financial_assets > o.cap_per_capita_lifted * t.size THEN 'exit' ELSE 'review' END AS effect,
    e.person_no,
    e.evidence_ids,
    format(
        '金融资产 {} 元（{}）；限额 {} × {} × {} 人 = {} 元',
        yuan(t.financial_assets),
        e.arithmetic,
        plain_number(o.cap_multiple),
        yuan(o.standard),
        t.size,
        yuan(o.cap_per_capita * t.size)
    ) AS explanation
FROM totals t
JOIN options o USING (household_no)
JOIN total_evidence e ON e.scenario = t.scenario AND e.household_no = t.household_no AND e.total = 'financial_assets'
WHERE t.financial_assets > o.cap_per_capita * t.size

-- P05 经营主体: active company, role legal representative or shareholder, subscribed capital at or above the limit.
-- Clause: 《最低生活保障审核确认办法》关于家庭财产（企业出资）和经营净收入的规定 (docs/rules.md#p05)
SELECT
    b.scenario,
    b.household_no,
    h.programme,
    max(b.amount) AS value,
    p('business.capital_limit') AS limit_value,
    '元' AS unit,
    'review' AS effect,
    arg_max(b.person_no, (b.amount, b.evidence_id)) AS person_no,
    list(b.evidence_id ORDER BY b.amount DESC, b.evidence_id) AS evidence_ids,
    string_agg(format('{} 认缴出资 {} 元', b.label, yuan(b.amount)), '；' ORDER BY b.amount DESC, b.evidence_id)
    || format('；限额 {} 元', yuan(p('business.capital_limit'))) AS explanation
FROM living_evidence b
JOIN households h USING (household_no)
WHERE b.kind = 'business'
    AND b.category = 'company'
    AND b.status = 'active'
    AND b.detail IN ('legal_representative', 'shareholder')
    AND b.amount >= p('business.capital_limit')
GROUP BY b.scenario, b.household_no, h.programme

-- P06 需人工核实财产: foreign currency; a deposit_over_limit flag; an active sole trader; a machine at or above the limit.
-- Clause: 《最低生活保障审核确认办法》关于家庭财产核查的规定（第十六条） (docs/rules.md#p06)
WITH noted AS (
    SELECT
        *,
        CASE kind
            WHEN 'deposit' THEN format('外币存款 {} {}', category, yuan(amount))
            WHEN 'deposit_over_limit' THEN '银行反馈存款超限'
            WHEN 'business' THEN '个体工商户 ' || label
            ELSE format('农机 {} 购置价 {} 元', label, yuan(amount))
        END AS note
    FROM living_evidence
    WHERE (kind = 'deposit' AND category <> 'CNY') OR (kind = 'deposit_over_limit' AND status = 'over')
        OR (kind = 'business' AND category = 'sole_trader' AND status = 'active')
        OR (kind = 'machinery' AND amount >= p('machinery.price_limit'))
)

SELECT
    n.scenario,
    n.household_no,
    h.programme,
    count(DISTINCT n.fact_id)::INTEGER AS value,
    NULL AS limit_value,
    '项' AS unit,
    'review' AS effect,
    arg_min(n.person_no, n.evidence_id) AS person_no,
    list(n.evidence_id ORDER BY n.evidence_id) AS evidence_ids,
    string_agg(DISTINCT n.note, '；' ORDER BY n.note) AS explanation
FROM noted n
JOIN households h USING (household_no)
GROUP BY n.scenario, n.household_no, h.programme

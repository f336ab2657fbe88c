-- I02 财政供养: fiscal pay as civil servant, institution staff or retired, latest month not older than fiscal_pay.months.
-- Clause: 《最低生活保障审核确认办法》关于工资性收入的规定（第十四条） (docs/rules.md#i02)
SELECT
    s.scenario,
    s.household_no,
    h.programme,
    sum(s.monthly) AS value,
    NULL AS limit_value,
    '元/月' AS unit,
    'review' AS effect,
    arg_max(s.person_no, (s.monthly, s.evidence_id)) AS person_no,
    list(s.evidence_id ORDER BY s.monthly DESC, s.evidence_id) AS evidence_ids,
    string_agg(format(
        '{} {} {}应发工资 {} 元',
        p.name,
        strftime(s.month, '%Y-%m'),
        CASE s.category
            WHEN 'civil_servant' THEN '公务员'
            WHEN 'institution' THEN '事业编制'
            ELSE '退休'
        END,
        yuan(s.monthly)
    ), '；'
    ORDER BY s.monthly DESC, s.evidence_id) AS explanation
FROM streams s
JOIN households h USING (household_no)
JOIN people p USING (person_no)
WHERE s.kind = 'fiscal_pay'
    AND s.category IN ('civil_servant', 'institution', 'retired')
    AND months_old(s.month) <= p('fiscal_pay.months')
GROUP BY s.scenario, s.household_no, h.programme

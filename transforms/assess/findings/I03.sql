-- I03 未申报就业: employment as employee in the last employment.months while the declared income is 0 or empty. A
-- contribution base is not a wage.
-- Clause: 《社会救助暂行办法》第十三条、第五十八条：如实申报家庭收入状况 (docs/rules.md#i03)
SELECT
    e.scenario,
    e.household_no,
    h.programme,
    count(DISTINCT e.person_no)::INTEGER AS value,
    NULL AS limit_value,
    '人' AS unit,
    'review' AS effect,
    arg_max(e.person_no, (e.month, e.evidence_id)) AS person_no,
    list(e.evidence_id ORDER BY e.month DESC, e.evidence_id) AS evidence_ids,
    array_to_string(
        list_sort(
            list(
                DISTINCT p.name
                || ' '
                || strftime(e.month, '%Y-%m')
                || ' 以单位职工参保'
                || coalesce('（' || e.label || '）', '')
            )
        ),
        '；'
    )
    || '；申报年收入为零或未填' AS explanation
FROM living_evidence e
JOIN households h USING (household_no)
JOIN people p USING (person_no)
WHERE e.scenario = 'certain'
    AND e.kind = 'employment'
    AND e.category = 'employee'
    AND months_old(e.month) BETWEEN 0 AND p('employment.months')
    AND coalesce(h.declared_annual_income, 0) = 0
GROUP BY e.scenario, e.household_no, h.programme

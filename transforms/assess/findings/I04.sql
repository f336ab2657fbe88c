-- I04 刚性支出到期: a rigid_expense household whose started_month is more than rigid_expense.months ago. From the roster
-- alone.
-- Clause: 《刚性支出困难家庭认定办法》：认定有效期一般不超过12个月，期满仍需认定的应当重新申请 (docs/rules.md#i04)
SELECT
    'certain' AS scenario,
    household_no,
    programme,
    months_old(started_month)::INTEGER AS value,
    p('rigid_expense.months') AS limit_value,
    '个月' AS unit,
    'review' AS effect,
    head_person_no AS person_no,
    []::BIGINT[] AS evidence_ids,
    source,
    format(
        '起保 {}，已 {} 个月，刚性支出困难认定期 {} 个月',
        strftime(started_month, '%Y-%m'),
        months_old(started_month)::INTEGER,
        p('rigid_expense.months')::INTEGER
    ) AS explanation
FROM households
WHERE register = 'roster' AND programme = 'rigid_expense' AND months_old(started_month) > p('rigid_expense.months')

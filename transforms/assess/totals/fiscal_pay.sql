-- income.fiscal_pay: the latest month of each person × 12; of retired pay and an institution pension the larger counts.
SELECT
    scenario,
    household_no,
    'income.fiscal_pay' AS total,
    person_no,
    evidence_id,
    tier,
    counted,
    CASE
        WHEN counted = 0 AND yearly > 0 THEN '与机关事业养老金取高，不计'
        WHEN counted = 0 THEN format('工资 {} 未计（超过{}个月）', strftime(month, '%Y-%m'), p('income.latest_months')::INTEGER)
        ELSE format('工资 {} × 12 = {}', yuan(monthly), yuan(counted))
    END AS arithmetic
FROM streams
WHERE kind = 'fiscal_pay'

-- income.pension: the latest month of each scheme × 12; resident pension without its basic part while the policy says
-- so.
SELECT
    scenario,
    household_no,
    'income.pension' AS total,
    person_no,
    evidence_id,
    tier,
    counted,
    CASE
        WHEN counted = 0 AND yearly > 0 THEN '与退休工资取高，不计'
        WHEN counted = 0
            THEN format(
                    '养老金 {} 未计（超过{}个月、暂停或终止）', strftime(month, '%Y-%m'), p('income.latest_months')::INTEGER
                )
        WHEN scheme = 'resident' AND basic > 0 AND p('pension.basic_excluded') = 1
            THEN format('养老金 ({} − 基础养老金 {}) × 12 = {}', yuan(monthly), yuan(basic), yuan(counted))
        ELSE format('养老金 {} × 12 = {}', yuan(monthly), yuan(counted))
    END AS arithmetic
FROM streams
WHERE kind = 'pension'

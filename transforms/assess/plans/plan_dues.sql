-- plan_dues: one row per subject and aid item that asks for a serious illness or a high medical expense the subject
-- has: the day its plan is due, plan.days after the signal first appeared (docs/rules.md#plans).
CREATE OR REPLACE TABLE plan_dues AS
WITH earlier AS (
    SELECT subject, signal, min(first_on) AS first_on
    FROM store.core.signal_log
    WHERE batch_number < batch_number() AND signal IN ('serious_illness', 'high_medical_expense')
    GROUP BY subject, signal
)

SELECT
    coalesce(s.household_id, s.lead_id) AS subject,
    k.item_id,
    min(coalesce(l.first_on, as_of())) + p('plan.days')::INTEGER AS due_on
FROM plan_subjects s
JOIN plan_kinds k USING (kind)
JOIN catalogue_signals c ON
    c.item_id = k.item_id
    AND c.signal IN ('serious_illness', 'high_medical_expense')
    AND list_contains(s.signals, c.signal)
LEFT JOIN earlier l ON l.subject = coalesce(s.household_id, s.lead_id) AND l.signal = c.signal
GROUP BY ALL;

-- One row per case of batch $batch_id (number $number) that was answered by now: what the answer makes of it. A finding
-- that has changed since it was answered stays asked, as does one whose exemption or grace period is over.
WITH standing AS (
    SELECT *
    FROM answers_shown
    WHERE subject = 'case' AND after_batch <= $number
    QUALIFY row_number()
            OVER (
                PARTITION BY case_id
                ORDER BY
                    coalesce(
                        outcome_on, (SELECT as_of FROM store.core.batches b WHERE b.batch_id = answers_shown.batch_id)
                    ) DESC,
                    sequence DESC
            )
        = 1
),

compared AS (
    SELECT
        s.case_id,
        s.outcome,
        s.outcome_on,
        now.case_id IS NULL OR (
            coalesce(now.value <= was.value, true) AND now.limit_value IS NOT DISTINCT FROM was.limit_value
            AND now.evidence_key IS NOT DISTINCT FROM was.evidence_key
            AND coalesce(coalesce(s.exempt_until, s.grace_until) >= now.as_of, true)
        ) AS is_answered
    FROM standing s
    LEFT JOIN store.core.case_log was ON was.case_id = s.case_id AND was.batch_id = s.batch_id
    LEFT JOIN store.core.case_log now ON now.case_id = s.case_id AND now.batch_id = $batch_id
    WHERE s.after_batch = $number  -- the batch itself knew the earlier ones
)

SELECT
    m.case_id,
    c.outcome,
    c.outcome_on,
    CASE
        WHEN m.state = 'closed' THEN 'closed'
        WHEN NOT c.is_answered THEN m.state
        WHEN c.outcome IN ('50', '51') THEN if(m.state = 'sent', 'returned', m.state)
        ELSE 'closed'
    END AS state
FROM cases_shown m
JOIN compared c USING (case_id)
WHERE m.batch_id = $batch_id

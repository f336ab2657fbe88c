-- cases_now: one row per case ever opened, as it stands after this batch. Sent = on a list and not answered; returned =
-- answered 50 or 51 and asked again; closed = answered otherwise, or no longer raised; open = raised but on no list
-- (exempted, or an application). An answer holds while the finding is what it was when answered and its exemption or
-- grace period runs; then the case is asked anew, with a new term.
CREATE OR REPLACE TABLE cases_now AS
WITH answered AS (
    SELECT a.case_id, l.batch_number AS answered_number
    FROM answers a
    JOIN store.core.case_log l ON l.case_id = a.case_id AND l.batch_id = a.answered_batch_id
    WHERE a.outcome NOT IN ('50', '51')
),

ever AS (
    SELECT
        c.case_id,
        c.register,
        c.household_id,
        c.code,
        min(l.batch_number) AS opened_number,
        arg_min(l.batch_id, l.batch_number) AS opened_in,
        arg_min(l.due_on, l.batch_number) FILTER (
            WHERE l.is_listed AND l.batch_number > coalesce(a.answered_number, 0) AND l.is_asked
        ) AS due_on,
        arg_max(l.due_on, l.batch_number) FILTER (WHERE l.is_listed) AS last_due_on
    FROM store.core.case_ids c
    JOIN store.core.case_log l ON l.case_id = c.case_id AND l.batch_number < batch_number()
    LEFT JOIN answered a ON a.case_id = c.case_id
    GROUP BY ALL
),

now AS (
    SELECT
        f.case_id,
        f.register,
        f.household_id,
        f.code,
        f.state,
        f.state NOT IN ('exempted', 'suppressed') AND f.register = 'roster' AND d.list <> 'keep' AS is_listed,
        coalesce(
            a.outcome NOT IN ('50', '51')
            AND coalesce(f.value <= a.value, true)
            AND f.limit_value IS NOT DISTINCT FROM a.limit_value
            AND f.evidence_key = a.evidence_key AND coalesce(coalesce(a.exempt_until, a.grace_until) >= as_of(), true),
            false
        ) AS is_answered
    FROM findings f
    JOIN decisions d USING (household_no)
    LEFT JOIN answers a ON a.case_id = f.case_id
)

SELECT
    coalesce(n.case_id, e.case_id) AS case_id,
    coalesce(n.register, e.register) AS register,
    coalesce(n.household_id, e.household_id) AS household_id,
    coalesce(n.code, e.code) AS code,
    coalesce(e.opened_in, batch_id()) AS opened_in,
    coalesce(n.is_listed, false) AS is_listed,
    CASE
        WHEN a.outcome IN ('50', '51') AND n.is_listed THEN 'returned'
        WHEN n.case_id IS NULL OR n.is_answered OR (a.outcome NOT IN ('50', '51') AND NOT n.is_listed) THEN 'closed'
        WHEN n.is_listed THEN 'sent'
        ELSE 'open'
    END AS state,
    a.outcome,
    a.outcome_on,
    CASE
        WHEN n.is_listed AND NOT n.is_answered THEN coalesce(e.due_on, review_due_on())
        ELSE e.last_due_on
    END AS due_on
FROM now n
FULL JOIN ever e ON e.case_id = n.case_id
LEFT JOIN answers a ON a.case_id = coalesce(n.case_id, e.case_id);

-- One row per household or lead, consequence, term and batch answered, from the answers that stand in table outcomes of
-- the same schema.
WITH standing AS (
    SELECT
        *,
        CASE outcome
            WHEN '10' THEN 'confirmed_exit'
            WHEN '11' THEN 'reduction'
            WHEN '12' THEN 'increase'
            WHEN '13' THEN 'grace'
            WHEN '20' THEN 'exemption'
            WHEN '21' THEN 'declared'
            WHEN '30' THEN 'refuted'
            WHEN '31' THEN 'refuted'
            WHEN '32' THEN 'source_error'
            WHEN '40' THEN 'other_aid'
            WHEN '41' THEN 'adjudication'
            WHEN '60' THEN 'withdrawal'
            WHEN '70' THEN 'death_or_move'
            ELSE 'unverified'
        END AS consequence,
        CASE outcome WHEN '13' THEN effective_month WHEN '20' THEN outcome_on END AS starts_on,
        CASE outcome WHEN '13' THEN grace_until WHEN '20' THEN exempt_until END AS ends_on,
        coalesce(register, 'lead') AS told_of,
        coalesce(household_id, lead_id) AS told_id
    FROM answers_shown
    WHERE is_current
)

SELECT
    batch_id,
    consequence,
    told_of AS subject,
    told_id AS subject_id,
    coalesce(list(DISTINCT code ORDER BY code) FILTER (code IS NOT NULL), []) AS codes,
    coalesce(list(DISTINCT case_id ORDER BY case_id) FILTER (case_id IS NOT NULL), []) AS case_ids,
    max(outcome_on) AS decided_on,
    max(effective_month) AS effective_month,
    min(starts_on) AS starts_on,
    ends_on,
    ends_on - CASE consequence WHEN 'grace' THEN $grace_days ELSE $notice_days END::INTEGER AS remind_on,
    max(exemption_kind) AS exemption_kind,
    max(opinion) AS opinion
FROM standing
GROUP BY batch_id, consequence, told_of, told_id, ends_on
ORDER BY batch_id, consequence, told_of, told_id, ends_on

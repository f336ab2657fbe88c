-- One row per answer taken in before batch number $before; the latest by day of the check (that of the list when it has
-- none), then by order of taking in, stands.
SELECT
    o.answered_batch_id AS batch_id,
    o.sequence,
    o.after_batch_number AS after_batch,
    o.subject,
    o.list_row,
    o.case_id,
    CASE o.subject WHEN 'application' THEN 'application' ELSE c.register END AS register,
    CASE o.subject WHEN 'application' THEN o.subject_id ELSE c.household_id END AS household_id,
    CASE o.subject WHEN 'lead' THEN o.subject_id END AS lead_id,
    c.code,
    o.outcome,
    o.outcome_on,
    o.method,
    regexp_replace(o.checkers, '([0-9０-９]{3})[0-9０-９]{4,}([0-9０-９]{3}[0-9０-９XxＸｘ])', '\1****\2', 'g') AS checkers,
    regexp_replace(o.situation, '([0-9０-９]{3})[0-9０-９]{4,}([0-9０-９]{3}[0-9０-９XxＸｘ])', '\1****\2', 'g') AS situation,
    o.exemption_kind,
    o.exempt_until,
    regexp_replace(o.evidence, '([0-9０-９]{3})[0-9０-９]{4,}([0-9０-９]{3}[0-9０-９XxＸｘ])', '\1****\2', 'g') AS evidence,
    regexp_replace(o.opinion, '([0-9０-９]{3})[0-9０-９]{4,}([0-9０-９]{3}[0-9０-９XxＸｘ])', '\1****\2', 'g') AS opinion,
    o.effective_month,
    o.grace_until,
    regexp_replace(o.remark, '([0-9０-９]{3})[0-9０-９]{4,}([0-9０-９]{3}[0-9０-９XxＸｘ])', '\1****\2', 'g') AS remark,
    row_number()
        OVER (PARTITION BY o.subject, o.subject_id ORDER BY coalesce(o.outcome_on, b.as_of) DESC, o.sequence DESC)
    = 1 AS is_current
FROM store.core.outcomes o
LEFT JOIN store.core.case_ids c ON c.case_id = o.case_id
LEFT JOIN store.core.batches b ON b.batch_id = o.answered_batch_id
WHERE o.after_batch_number < $before
ORDER BY o.sequence

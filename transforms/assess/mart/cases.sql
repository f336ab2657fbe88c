-- cases: one row per case (household and code) as it stands after the batch.
SELECT
    batch_id() AS batch_id,
    case_id,
    register,
    household_id,
    code,
    opened_in,
    state,
    outcome,
    outcome_on,
    due_on,
    state IN ('sent', 'returned') AND due_on < as_of() AS is_overdue
FROM cases_now

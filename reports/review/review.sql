-- One row per line of 复核清单: a finding shown of a roster household that is not keep, or that household itself when none
-- is shown.
WITH batch AS (
    SELECT batch_id, as_of, batch_number
    FROM mart.batches
    WHERE batch_id = $batch_id
),

households AS (
    SELECT *
    FROM mart.households
    WHERE batch_id = $batch_id AND list IS DISTINCT FROM 'keep'
),

-- Suppressed findings were answered, exempted ones have no effect (docs/rules.md#exemptions).
findings AS (
    SELECT *
    FROM mart.findings
    WHERE batch_id = $batch_id AND register = 'roster' AND state NOT IN ('suppressed', 'exempted')
),

members AS (
    SELECT household_id, person_id, min(name) AS name, min(relation) AS relation
    FROM mart.members
    WHERE batch_id = $batch_id AND register = 'roster'
    GROUP BY household_id, person_id
),

cases AS (
    SELECT case_id, any_value(household_id) AS household_id, min(due_on) AS due_on
    FROM mart.cases
    WHERE batch_id = $batch_id AND register = 'roster'
    GROUP BY case_id
),

household_due AS (
    SELECT household_id, min(due_on) AS due_on
    FROM mart.cases
    WHERE batch_id = $batch_id AND register = 'roster' AND state <> 'closed'
    GROUP BY household_id
),

-- The newest answer to the same question, whatever batch recorded it.
last_outcome AS (
    SELECT c.household_id, c.code, c.outcome, c.outcome_on
    FROM mart.cases c
    JOIN mart.batches b ON b.batch_id = c.batch_id
    CROSS JOIN batch
    WHERE c.register = 'roster' AND c.outcome IS NOT NULL
        AND (
            c.batch_id = batch.batch_id
            OR b.as_of < batch.as_of
            OR (b.as_of = batch.as_of AND b.batch_number < batch.batch_number)
        )
    QUALIFY row_number() OVER (
            PARTITION BY c.household_id, c.code
            ORDER BY c.outcome_on DESC NULLS LAST, b.as_of DESC, b.batch_number DESC, c.case_id DESC
        ) = 1
)

SELECT
    h.township,
    h.village,
    h.household_id,
    h.head_name,
    h.head_id_masked,
    h.size,
    h.covered,
    h.programme,
    h.monthly_benefit,
    h.colour,
    h.list,
    h.decided_by,
    f.case_id,
    m.name AS member_name,
    m.relation,
    f.code,
    f.explanation,
    f.clause,
    f.tier,
    f.state,
    o.outcome,
    o.outcome_on,
    coalesce(c.due_on, d.due_on) AS due_on
FROM households h
LEFT JOIN findings f ON f.household_id = h.household_id
LEFT JOIN members m ON m.household_id = f.household_id AND m.person_id = f.person_id
LEFT JOIN cases c ON c.case_id = f.case_id
LEFT JOIN household_due d ON d.household_id = h.household_id
LEFT JOIN last_outcome o ON o.household_id = f.household_id AND o.code = f.code
ORDER BY
    list_position(['exit', 'gradual_exit', 'adjust', 'review'], h.list),
    h.hardship_index DESC NULLS LAST,
    h.household_id,
    list_position(['exit', 'adjust', 'review'], f.effect), f.code, f.finding_id

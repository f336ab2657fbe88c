-- One row per household that applies, with its shown findings as parallel lists.
WITH findings AS (
    SELECT
        household_id,
        list(code ORDER BY rank, code, finding_id) AS codes,
        list(explanation ORDER BY rank, code, finding_id) AS explanations,
        list(clause ORDER BY rank, code, finding_id) AS clauses,
        list(case_id ORDER BY rank, code, finding_id) AS case_ids
    FROM (
        SELECT *, list_position(['exit', 'adjust', 'review'], effect) AS rank
        FROM mart.findings
        WHERE batch_id = $batch_id AND register = 'application' AND state NOT IN ('suppressed', 'exempted')
    )
    GROUP BY household_id
),

due AS (
    SELECT household_id, min(due_on) AS due_on
    FROM mart.cases
    WHERE batch_id = $batch_id AND register = 'application' AND state <> 'closed'
    GROUP BY household_id
)

SELECT a.*, f.codes, f.explanations, f.clauses, f.case_ids, d.due_on
FROM mart.applications a
LEFT JOIN findings f ON f.household_id = a.household_id
LEFT JOIN due d ON d.household_id = a.household_id
WHERE a.batch_id = $batch_id
ORDER BY a.village NULLS LAST, a.applied_on NULLS LAST, a.household_id

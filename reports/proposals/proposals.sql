-- One row per roster household on the list exit, adjust or gradual_exit, with its shown findings as parallel lists.
WITH findings AS (
    SELECT
        household_id,
        list(code ORDER BY rank, code, finding_id) AS codes,
        list(explanation ORDER BY rank, code, finding_id) AS explanations,
        list(clause ORDER BY rank, code, finding_id) AS clauses,
        list(tier ORDER BY rank, code, finding_id) AS tiers,
        list(case_id ORDER BY rank, code, finding_id) AS case_ids
    FROM (
        SELECT *, list_position(['exit', 'adjust', 'review'], effect) AS rank
        FROM mart.findings
        WHERE batch_id = $batch_id AND register = 'roster' AND state NOT IN ('suppressed', 'exempted')
    )
    GROUP BY household_id
),

due AS (
    SELECT household_id, min(due_on) AS due_on
    FROM mart.cases
    WHERE batch_id = $batch_id AND register = 'roster' AND state <> 'closed'
    GROUP BY household_id
),

members AS (
    SELECT household_id, person_id, min(name) AS name
    FROM mart.members
    WHERE batch_id = $batch_id AND register = 'roster'
    GROUP BY household_id, person_id
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
    h.suggested_programme,
    h.suggested_person,
    m.name AS suggested_name,
    h.income_per_capita,
    h.standard,
    f.codes,
    f.explanations,
    f.clauses,
    f.tiers,
    f.case_ids,
    d.due_on
FROM mart.households h
LEFT JOIN findings f ON f.household_id = h.household_id
LEFT JOIN due d ON d.household_id = h.household_id
LEFT JOIN members m ON m.household_id = h.household_id AND m.person_id = h.suggested_person
WHERE h.batch_id = $batch_id AND h.list IN ('exit', 'adjust', 'gradual_exit')
ORDER BY h.village NULLS LAST, h.hardship_index DESC NULLS LAST, h.household_id

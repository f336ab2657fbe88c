-- delivered_members: one row per member row, with its household: by the household's number, else by the ID of its head.
CREATE OR REPLACE TABLE delivered_members AS
WITH members AS (
    SELECT 'roster' AS register, *
    FROM ledger_roster_members
    UNION ALL BY NAME
    SELECT 'application' AS register, *
    FROM ledger_application_members
),

households AS (
    SELECT DISTINCT register, household_id
    FROM delivered_households
),

heads AS (
    SELECT register, head_id, min(household_id) AS household_id
    FROM delivered_households
    GROUP BY register, head_id
)

SELECT
    row_number() OVER (ORDER BY m.register DESC, m.source.evidence_id) AS known_no,
    m.register,
    coalesce(h.household_id, by_head.household_id) AS household_id,
    m.* EXCLUDE (household_id, register)
FROM members AS m
LEFT JOIN households AS h ON h.register = m.register AND h.household_id = m.household_id
LEFT JOIN heads AS by_head ON by_head.register = m.register AND by_head.head_id = m.head_id

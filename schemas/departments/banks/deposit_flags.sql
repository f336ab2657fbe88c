-- One row per person asked about, as evidence `deposit_over_limit`.
SELECT
    source,
    'deposit_over_limit' AS kind,
    queried_on AS happened_on,
    CASE WHEN coalesce(is_person_over, false) OR is_household_over THEN 'over' ELSE 'within' END AS status
FROM facts

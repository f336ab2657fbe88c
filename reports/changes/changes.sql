-- One row per household that changes, those that only are paid otherwise last.
SELECT *
FROM changes
ORDER BY
    list_position(['gained', 'lost', 'moved', 'listed', 'paid'], change), township, village, register DESC, household_id

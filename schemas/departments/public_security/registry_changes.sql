-- One row per change in the household register, as evidence `death`, `move_out`, `move_in` or `birth`.
SELECT
    source,
    change AS kind,
    coalesce(CASE WHEN change = 'death' THEN died_on END, changed_on) AS happened_on,
    destination AS label
FROM facts

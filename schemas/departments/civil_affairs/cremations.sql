-- One row per cremation, as evidence `death`.
SELECT source, 'death' AS kind, coalesce(died_on, cremated_on) AS happened_on
FROM facts

-- One row per death registered, as evidence `death`.
SELECT source, 'death' AS kind, died_on AS happened_on, place AS label
FROM facts

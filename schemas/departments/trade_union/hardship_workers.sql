-- One row per worker in hardship, as evidence `hardship_worker`.
SELECT source, 'hardship_worker' AS kind, registered_on AS happened_on, released_on AS ended_on, hardship AS label
FROM facts

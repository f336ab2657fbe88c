-- One row per payment of work-relief wages, as evidence `work_relief`.
SELECT source, 'work_relief' AS kind, paid AS amount, days AS quantity, paid_on AS happened_on, project AS label
FROM facts

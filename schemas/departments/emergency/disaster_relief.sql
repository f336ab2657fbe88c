-- One row per payment of disaster relief, as evidence `disaster`.
SELECT source, 'disaster' AS kind, amount, rooms_lost AS quantity, happened_on, disaster AS label
FROM facts

-- One row per machine bought, as evidence `machinery`.
SELECT source, 'machinery' AS kind, plate_number AS item, price AS amount, bought_on AS happened_on, machine AS label
FROM facts

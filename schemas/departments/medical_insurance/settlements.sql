-- One row per settlement or reversal, as evidence `medical_expense`.
SELECT
    source,
    'medical_expense' AS kind,
    settlement_number AS item,
    out_of_pocket AS amount,
    settled_on AS happened_on,
    diagnosis AS label
FROM facts

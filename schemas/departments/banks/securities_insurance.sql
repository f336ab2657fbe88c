-- One row per product held, as evidence `security`.
SELECT
    source,
    'security' AS kind,
    product AS category,
    value AS amount,
    queried_on AS happened_on,
    institution AS label
FROM facts

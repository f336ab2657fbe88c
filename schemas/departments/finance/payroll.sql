-- One row per person and month paid, as evidence `fiscal_pay`.
SELECT source, 'fiscal_pay' AS kind, position AS category, gross_pay AS amount, month, employer AS label
FROM facts

-- One row per person, scheme and month paid, as evidence `pension`.
SELECT
    source,
    'pension' AS kind,
    scheme AS category,
    coalesce(status, 'paid') AS status,
    amount,
    basic_amount AS amount_excluded,
    month
FROM facts

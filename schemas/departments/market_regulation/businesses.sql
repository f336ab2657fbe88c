-- One row per business, person and role, as evidence `business`.
SELECT
    source,
    'business' AS kind,
    coalesce(uscc, enterprise) AS item,
    kind AS category,
    role AS detail,
    status,
    subscribed_capital AS amount,
    founded_on AS happened_on,
    enterprise AS label
FROM facts

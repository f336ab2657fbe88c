-- One row per public rental tenancy, as evidence `public_rental`.
SELECT
    source,
    'public_rental' AS kind,
    monthly_subsidy AS amount,
    started_on AS happened_on,
    ended_on,
    location AS label
FROM facts

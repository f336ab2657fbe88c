-- One row per person of a monitored household, as evidence `monitored`.
SELECT
    source,
    'monitored' AS kind,
    category,
    CASE WHEN is_risk_removed THEN 'removed' ELSE 'at_risk' END AS status,
    income_per_capita AS amount,
    identified_on AS happened_on,
    monitored_household_id AS item
FROM facts

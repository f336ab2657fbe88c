-- One row per illness registered for a person, as evidence `serious_illness`.
SELECT
    source,
    'serious_illness' AS kind,
    kind AS category,
    risk_level AS quantity,
    diagnosed_on AS happened_on,
    disease AS label
FROM facts

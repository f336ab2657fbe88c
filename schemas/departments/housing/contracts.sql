-- One row per purchase contract and buyer, as evidence `home_purchase`.
SELECT
    source,
    'home_purchase' AS kind,
    contract_number AS item,
    purpose AS category,
    status,
    floor_area_sqm AS quantity,
    price AS amount,
    signed_on AS happened_on,
    location AS label
FROM facts

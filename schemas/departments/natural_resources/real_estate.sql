-- One row per property unit and right holder, as evidence `dwelling`, `commercial_property`, `parking`, `storage` or
-- `homestead`.
SELECT
    source,
    CASE use WHEN 'commercial' THEN 'commercial_property' ELSE use END AS kind,
    coalesce(unit_number, CASE WHEN certificate IS NOT NULL THEN certificate || ' ' || location END, location) AS item,
    status,
    co_ownership AS detail,
    floor_area_sqm AS quantity,
    registered_on AS happened_on,
    location AS label
FROM facts

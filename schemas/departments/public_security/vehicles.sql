-- One row per vehicle and owner, as evidence `vehicle`.
SELECT
    source,
    'vehicle' AS kind,
    plate_class || ' ' || plate_number AS item,
    plate_class AS category,
    use AS detail,
    status,
    first_registered_on AS happened_on,
    concat_ws(' ', plate_number, brand) AS label
FROM facts

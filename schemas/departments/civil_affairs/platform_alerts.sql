-- One row per alert of the provincial platform, as evidence `platform_alert`.
SELECT
    source,
    'platform_alert' AS kind,
    alert_number AS item,
    level AS category,
    issued_on AS happened_on,
    content AS label
FROM facts

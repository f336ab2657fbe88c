-- alerts: one row per platform alert of the last platform_alert.months.
CREATE OR REPLACE TABLE steps.alerts AS
SELECT evidence_id, happened_on, label
FROM evidence
WHERE kind = 'platform_alert' AND in_last_months(happened_on, p('platform_alert.months'));

-- deaths: one row per row of evidence about a death dated on or before as_of, or undated
-- (docs/rules.md#who-is-assessed).
CREATE OR REPLACE TABLE steps.deaths AS
SELECT evidence_id, happened_on, is_stale, evidence_class
FROM evidence
WHERE kind = 'death' AND (happened_on IS NULL OR happened_on <= as_of());

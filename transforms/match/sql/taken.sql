-- taken: one row per mention with a valid ID that nobody known bears, which is yet a known person's (or may be
-- several's).
CREATE OR REPLACE TEMP TABLE taken AS
SELECT DISTINCT o.evidence_id, o.party
FROM outcomes o
JOIN rest_ids r USING (evidence_id, party)
WHERE r.pid IS NULL AND r.key IS NOT NULL AND (o.tier IN ('T2', 'T3', 'T4') OR o.is_tie);

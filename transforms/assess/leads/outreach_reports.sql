-- outreach_reports: one row per outreach report and party, with who it is about as far as that was stated.
CREATE OR REPLACE TABLE steps.outreach_reports AS
SELECT m.evidence_id, m.party, m.id_text, m.name, m.phone, m.township, m.village, e.status, e.label, e.happened_on
FROM mentions m
JOIN evidence e USING (evidence_id)
WHERE m.kind = 'outreach' AND e.kind = 'outreach';

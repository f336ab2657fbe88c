-- lead_matches: one row per row of evidence that is tied to a person with a signal of a lead (T1 to T3).
CREATE OR REPLACE TABLE steps.lead_matches AS
SELECT x.person_no, x.evidence_id, x.party, x.tier
FROM matches x
JOIN (SELECT DISTINCT person_no FROM lead_signals) USING (person_no)
WHERE x.tier <= 'T3';

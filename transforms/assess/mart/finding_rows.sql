-- finding_rows: one row per source row that a finding rests on.
SELECT batch_id() AS batch_id, f.finding_id, c.evidence_id, c.person_id, c.tier, c.dataset, c.file, c.sheet, c.row
FROM (SELECT finding_id, household_no, unnest(evidence_ids) AS evidence_id FROM findings) f
JOIN cited c USING (household_no, evidence_id)
UNION ALL
SELECT batch_id(), f.finding_id, NULL, f.person_id, NULL, f.source.dataset, f.source.file, f.source.sheet, f.source.row
FROM findings f
WHERE f.source IS NOT NULL

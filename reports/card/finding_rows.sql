-- One row per source row that a finding of the household rests on.
SELECT r.finding_id, r.evidence_id, r.person_id, r.tier, r.dataset, r.file, r.sheet, r."row"
FROM mart.finding_rows r
WHERE r.batch_id = $batch_id
    AND r.finding_id IN (
        SELECT finding_id
        FROM mart.findings
        WHERE batch_id = $batch_id AND register = $register AND household_id = $key
    )
ORDER BY r.finding_id, r.evidence_id, r.person_id

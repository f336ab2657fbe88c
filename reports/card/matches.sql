-- One row per party of an evidence row tied to the person.
SELECT DISTINCT dataset, file, sheet, "row", evidence_id, party, tier, score, reason
FROM mart.matches
WHERE batch_id = $batch_id AND person_id = $key
ORDER BY tier, dataset, file, sheet, "row", evidence_id, party

-- One row per total of the household and source row counted in it, the weightiest first.
SELECT t.total, t.counted, t.arithmetic, t.tier, t.file, t.sheet, t."row", t.dataset, t.evidence_id, t.person_id
FROM mart.total_rows t
WHERE t.batch_id = $batch_id AND t.register = $register AND t.household_id = $key
ORDER BY t.total, t.counted DESC NULLS LAST, t.evidence_id, t.person_id

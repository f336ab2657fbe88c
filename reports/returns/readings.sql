-- One row per accepted file: how it was read. Information, no problem to be solved.
SELECT department, dataset, file, message
FROM mart.issues
WHERE batch_id = $batch_id AND code = 'reading'
ORDER BY file

-- One row per problem of a delivery, in the order in which the department finds them: by file, sheet and row.
SELECT department, dataset, file, sheet, "row", column_name, value_masked, code, severity, message, fix
FROM mart.issues
WHERE batch_id = $batch_id
    AND severity IN ('file_rejected', 'row_quarantined', 'warning')
    AND code IS DISTINCT FROM 'reading'
ORDER BY file NULLS FIRST, sheet NULLS FIRST, "row" NULLS FIRST, column_name NULLS FIRST, code, message

-- delivery_issues: one row per problem of a file in this batch's inbox.
CREATE OR REPLACE TABLE delivery_issues AS
SELECT
    coalesce(s.department, f.department) AS department,
    f.dataset,
    f.file,
    i.sheet,
    i.row,
    i.column_name,
    i.value_masked,
    i.code,
    i.severity,
    i.message,
    i.fix
FROM store.core.files f
JOIN store.core.content_issues i USING (content_id)
LEFT JOIN (SELECT DISTINCT name, department FROM department_labels) s ON s.name = f.department
WHERE f.batch_id = batch_id()
UNION ALL
SELECT
    coalesce(s.department, f.department),
    f.dataset,
    f.file,
    NULL,
    NULL,
    NULL,
    NULL,
    i.code,
    i.severity,
    i.message,
    i.fix
FROM store.core.files f
JOIN store.core.file_issues i USING (batch_id, file)
LEFT JOIN (SELECT DISTINCT name, department FROM department_labels) s ON s.name = f.department
WHERE f.batch_id = batch_id();

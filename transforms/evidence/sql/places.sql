-- places: one row per sheet of a content, file and sender in force; rank orders them by file and sheet.
CREATE OR REPLACE TEMP TABLE places AS
WITH sheets AS (
    SELECT DISTINCT c.content_id, c.sheet, ${sender} AS sender
    FROM ${clean} AS c SEMI JOIN in_force USING (content_id)
)

SELECT
    row_number() OVER (ORDER BY file, sheet, batch_number, content_id, sender)::INTEGER AS place_no,
    dense_rank() OVER (ORDER BY file, sheet)::INTEGER AS rank,
    content_id,
    sender,
    file,
    sheet,
    batch_number,
    observed_on
FROM in_force
JOIN sheets USING (content_id, sender)

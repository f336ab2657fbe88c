-- suspects: one row per keyed row whose hash occurs more than once: it may tell the fact of another row.
CREATE OR REPLACE TEMP TABLE suspects AS
SELECT clean_row, place_no
FROM keyed SEMI JOIN (SELECT key_hash FROM keyed GROUP BY key_hash HAVING count(*) > 1) USING (key_hash)

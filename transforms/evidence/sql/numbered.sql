-- numbered: one row per keyed row that stays, numbered on from first_id in the order of file, sheet and row.
CREATE OR REPLACE TEMP TABLE numbered AS
SELECT clean_row, place_no, $first_id + row_number() OVER (ORDER BY rank, row, place_no) - 1 AS evidence_id
FROM keyed ANTI JOIN ${superseded} USING (clean_row, place_no)

-- numbered: one row per household delivered, with its number in the batch. Ahead of all else that is known of it, for
-- members need no more.
CREATE OR REPLACE TABLE steps.numbered AS
SELECT
    rowid AS delivered_row,
    row_number() OVER (ORDER BY register DESC, household_id) AS household_no,
    register,
    household_id
FROM delivered_households;

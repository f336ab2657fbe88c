-- compared: one row per suspect, with its whole fact key; age 1 is the newest row of a fact and holder, which stays.
CREATE OR REPLACE TEMP TABLE compared AS
WITH suspected AS (
    SELECT
        s.clean_row,
        s.place_no,
        struct_pack(
            observed_on := ${observed_on},
            batch_number := p.batch_number,
            file := p.file,
            sheet := p.sheet,
            "row" := c.row
        ) AS newness,
        ${columns}
    FROM suspects AS s
    JOIN ${clean} AS c ON c.rowid = s.clean_row
    JOIN places AS p ON p.place_no = s.place_no
),

with_key AS (
    SELECT *, ${fact_key} AS fact_key
    FROM suspected
)

SELECT *, row_number() OVER (PARTITION BY ${fact_and_holder} ORDER BY newness DESC, clean_row, place_no) AS age
FROM with_key

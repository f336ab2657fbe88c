-- facts: one row per fact and holder: the dataset's columns, and `source`, which says where the row stands.
-- fields: the dataset's name, and who the parties of the row are. A name with # is never a column of a dataset.
CREATE OR REPLACE TEMP VIEW facts AS
WITH placed AS (
    SELECT
        ${values},
        n.evidence_id AS "#id",
        p.file AS "#file",
        p.sheet AS "#sheet",
        c.row AS "#row",
        ${observed_on} AS "#observed_on",
        coalesce(w.fact_id, n.evidence_id) AS "#fact_id"
    FROM numbered AS n
    JOIN ${clean} AS c ON c.rowid = n.clean_row
    JOIN places AS p ON p.place_no = n.place_no
    LEFT JOIN ${fact_values} AS w ON w.evidence_id = n.evidence_id
)

SELECT
    * EXCLUDE ("#id", "#file", "#sheet", "#row", "#observed_on", "#fact_id"),
    struct_pack(
        evidence_id := "#id",
        ${fields},
        file := "#file",
        sheet := "#sheet",
        "row" := "#row",
        observed_on := "#observed_on",
        fact_id := "#fact_id"
    ) AS source
FROM placed

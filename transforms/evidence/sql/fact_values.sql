-- fact_values: one row per suspect that stays: the number of its fact, and the newest values if it has several holders.
CREATE OR REPLACE TEMP TABLE fact_values AS
WITH staying AS (
    SELECT *
    FROM compared
    JOIN numbered USING (clean_row, place_no)
    WHERE age = 1
),

merged AS (
    SELECT
        fact_key,
        min(evidence_id) AS fact_id,
        count(*) AS holders,
        arg_max(struct_pack(${columns_by_name}), newness) AS newest
    FROM staying
    GROUP BY fact_key
)

SELECT s.evidence_id, m.fact_id, CASE WHEN m.holders > 1 THEN m.newest END AS newest
FROM staying AS s
JOIN merged AS m USING (fact_key)

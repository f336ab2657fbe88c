-- One row per township with a household that changes, the county last (township empty).
SELECT * FROM changes_by_township ORDER BY township IS NULL, township

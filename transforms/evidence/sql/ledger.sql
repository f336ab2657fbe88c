-- ledger_<dataset>: one row per fact and holder of a dataset that proves nothing by itself, such as the roster.
CREATE OR REPLACE TABLE "ledger_${dataset}" AS
SELECT *
FROM facts

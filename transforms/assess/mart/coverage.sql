-- coverage: one row per dataset: what was delivered, as the evidence stage found it.
SELECT * FROM main.coverage

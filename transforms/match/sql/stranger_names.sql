-- stranger_names: one row per stranger with several names, and the name that the stranger goes by.
CREATE OR REPLACE TABLE stranger_names AS
SELECT DISTINCT key, right_name AS name FROM stranger_pairs;

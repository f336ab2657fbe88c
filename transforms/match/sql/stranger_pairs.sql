-- stranger_pairs: one row per stranger's mention under another name than the stranger goes by.
CREATE OR REPLACE TEMP TABLE stranger_pairs AS
SELECT m.evidence_id, m.party, m.key, m.name AS left_name, s.name AS right_name
FROM stranger_mentions m JOIN strangers s USING (key) WHERE m.name <> s.name;

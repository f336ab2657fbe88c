-- candidate_names: one row per candidate: the delivered name beside the name that the person goes by.
CREATE OR REPLACE TEMP TABLE candidate_names AS
SELECT DISTINCT o.name AS left_name, p.name AS right_name
FROM candidates c JOIN open_mentions o USING (evidence_id, party) JOIN known_persons p ON p.pid = c.pid;

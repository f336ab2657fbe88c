-- candidate_names: one row per candidate: the delivered name beside the name that the person goes by. is_former: it was
-- the mention's former name.
CREATE OR REPLACE TEMP TABLE candidate_names AS
SELECT c.*, o.name AS left_name, p.name AS right_name, coalesce(o.former_name = p.name, false) AS is_former
FROM candidates c
JOIN open_mentions o USING (evidence_id, party)
JOIN known_persons p ON p.pid = c.pid;

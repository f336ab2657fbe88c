-- stranger_pairs: one row per mention of a stranger with several names: the delivered name beside the most frequent one
-- (ties: the smallest).
CREATE OR REPLACE TEMP TABLE stranger_pairs AS
WITH various AS (
    SELECT m.evidence_id, m.party, m.key, m.name
    FROM mention_ids m
    SEMI JOIN (FROM strangers WHERE has_names) s ON s.key = m.key
    ANTI JOIN taken t ON t.evidence_id = m.evidence_id AND t.party = m.party
),

counted AS (SELECT key, name, count(*) AS times FROM various GROUP BY key, name),

named AS (SELECT key, arg_min(name, (name = '', -times, name)) AS name FROM counted GROUP BY key)

SELECT v.evidence_id, v.party, v.key, v.name AS left_name, n.name AS right_name FROM various v JOIN named n USING (key);

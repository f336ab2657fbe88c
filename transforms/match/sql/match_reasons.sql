-- match_reasons: one row per reason of a match below T1.
INSERT INTO match_reasons BY NAME
SELECT evidence_id, party, rule, left_value, right_value, round(score, 4) AS score FROM explained ORDER BY evidence_id, party, step;

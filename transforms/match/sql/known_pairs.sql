-- known_pairs: one row per known row whose name is not its person's.
CREATE OR REPLACE TEMP TABLE known_pairs AS
SELECT known_no, pid, name AS left_name, person_name AS right_name, former_name
FROM row_persons
WHERE is_sound AND name <> person_name;

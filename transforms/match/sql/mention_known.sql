-- mention_known: one row per mention with the known person of exactly that ID, if any. is_exact: the name is the same too, which settles it (T1).
CREATE OR REPLACE TEMP TABLE mention_known AS
SELECT m.*, p.pid, coalesce(p.name = m.name AND m.name <> '' AND NOT p.is_capped, false) AS is_exact
FROM mention_ids m LEFT JOIN known_persons p ON p.key = m.key;

-- people: one row per person. hukou_number: the registry's before a roster's; a damaged ID's birth date is as delivered.
INSERT INTO people BY NAME
WITH hukou AS (
    SELECT r.pid, coalesce(min(r.hukou_number) FILTER (r.rank = 3), min(r.hukou_number)) AS hukou_number
    FROM row_persons r JOIN known_tiers t USING (known_no) WHERE t.tier <> 'conflict' GROUP BY r.pid
)
SELECT n.person_no, n.id_text AS resident_id, n.key IS NOT NULL AS is_valid_id, n.name,
       make_date(n.birth // 10000, n.birth // 100 % 100, n.birth % 100) AS birth_date, h.hukou_number, n.pid IS NOT NULL AS is_known
FROM numbered n LEFT JOIN hukou h ON h.pid = n.pid;

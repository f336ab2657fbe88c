-- known_figures: one row per known person, for `people` to show. hukou_number: the registry's before a roster's; a
-- damaged ID's birth date is as delivered.
INSERT INTO known_figures BY NAME
WITH hukou AS (
    SELECT r.pid, coalesce(min(r.hukou_number) FILTER (r.rank = 3), min(r.hukou_number)) AS hukou_number
    FROM row_persons r
    JOIN known_tiers t USING (known_no)
    WHERE t.tier <> 'conflict' AND r.hukou_number IS NOT NULL
    GROUP BY r.pid
)

SELECT p.pid AS person_no, p.id_text, p.name, p.birth, h.hukou_number
FROM known_persons p
LEFT JOIN hukou h USING (pid);

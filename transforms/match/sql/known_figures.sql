-- known_figures: one row per known person as `people` shows it. hukou_number: the registry's before a roster's; a damaged ID's birth date is as delivered.
CREATE OR REPLACE TABLE known_figures AS
WITH hukou AS (
    SELECT r.pid, coalesce(min(r.hukou_number) FILTER (r.rank = 3), min(r.hukou_number)) AS hukou_number
    FROM row_persons r JOIN known_tiers t USING (known_no) WHERE t.tier <> 'conflict' AND r.hukou_number IS NOT NULL GROUP BY r.pid
)
SELECT p.pid AS person_no, coalesce(p.id_text, resident_id_of(p.key)) AS resident_id, p.key IS NOT NULL AS is_valid_id, p.name,
       make_date(p.birth // 10000, p.birth // 100 % 100, p.birth % 100) AS birth_date, h.hukou_number
FROM known_persons p LEFT JOIN hukou h USING (pid);

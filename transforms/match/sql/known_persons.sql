-- known_persons: one row per known person: of a valid ID (key), or of a damaged ID text and name (key NULL).
-- Without any ID text a person is only the one of the row's household (holder). is_capped: no roster or application row bears the person's ID undamaged, so evidence is T3 at best.
CREATE OR REPLACE TEMP TABLE known_persons AS
WITH rows AS (
    SELECT coalesce(t.key, r.key) AS key, r.rank, r.id_text, r.name, r.household, t.key IS NOT NULL AS is_tied
    FROM known_rows r LEFT JOIN known_ties t USING (known_no)
),
names AS (SELECT key, name, min(rank) AS rank, count(*) AS times FROM rows WHERE key IS NOT NULL GROUP BY key, name),
named AS (SELECT key, name FROM names QUALIFY row_number() OVER (PARTITION BY key ORDER BY name = '', rank, times DESC, name) = 1),
capped AS (SELECT key FROM rows WHERE key IS NOT NULL AND rank < 3 GROUP BY key HAVING bool_and(is_tied)),
persons AS (
    SELECT n.key, resident_id_of(n.key) AS id_text, n.name, NULL AS holder, c.key IS NOT NULL AS is_capped, (n.key // 1000 % 100000000)::INTEGER AS birth
    FROM named n LEFT JOIN capped c USING (key)
    UNION ALL
    SELECT NULL, id_text, name, holder, true,
           CASE WHEN regexp_full_match(id_text, '[1-9][0-9]{16}.') THEN birth_number(try_strptime(substr(id_text, 7, 8), '%Y%m%d')::DATE) END
    FROM (SELECT DISTINCT id_text, name, CASE WHEN id_text = '' THEN household END AS holder FROM rows WHERE key IS NULL)
)
SELECT row_number() OVER (ORDER BY id_text, name, holder)::INTEGER AS pid, * FROM persons;

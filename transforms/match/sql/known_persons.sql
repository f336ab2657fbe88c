-- known_persons: one row per known person: of a valid ID (key; pid is the key), or of a damaged ID text and name (key
-- NULL; pid from 10^17). Without any ID text a person is only the one of the row's household (holder). is_capped: no
-- roster or application row bears the person's ID undamaged, so evidence is T3 at best.
CREATE OR REPLACE TEMP TABLE known_persons AS
WITH rows AS (
    SELECT coalesce(t.key, r.key) AS key, r.rank, r.id_text, r.name, r.household, t.key IS NOT NULL AS is_tied
    FROM known_rows r
    LEFT JOIN known_ties t USING (known_no)
),

sound AS (
    SELECT
        key,
        min(name) AS name,
        max(name) AS other_name,
        coalesce(bool_and(is_tied) FILTER (rank < 3), false) AS is_capped
    FROM rows
    WHERE key IS NOT NULL
    GROUP BY key
),

names AS (
    SELECT r.key, r.name, min(r.rank) AS rank, count(*) AS times
    FROM rows r
    JOIN sound s ON s.key = r.key AND s.name <> s.other_name
    GROUP BY r.key, r.name
),

named AS (SELECT key, arg_min(name, (name = '', rank, -times, name)) AS name FROM names GROUP BY key),

broken AS (
    SELECT DISTINCT id_text, name, CASE WHEN id_text = '' THEN household END AS holder
    FROM rows
    WHERE key IS NULL
)

SELECT
    s.key AS pid,
    s.key,
    NULL AS id_text,
    coalesce(n.name, s.name) AS name,
    NULL AS holder,
    s.is_capped,
    (s.key // 1000 % 100000000)::INTEGER AS birth
FROM sound s
LEFT JOIN named n USING (key)
UNION ALL
SELECT
    100000000000000000 + row_number() OVER (ORDER BY id_text, name, holder),
    NULL,
    id_text,
    name,
    holder,
    true,
    CASE
        WHEN regexp_full_match(id_text, '[1-9][0-9]{16}.')
            THEN birth_number(try_strptime(substr(id_text, 7, 8), '%Y%m%d')::DATE)
    END
FROM broken;

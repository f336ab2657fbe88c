-- person_names: one row per known person and other name of the same person: a former name, or another register's
-- spelling (T2).
CREATE OR REPLACE TEMP TABLE person_names AS
SELECT pid, name, min(kind) AS kind
FROM (
    SELECT r.pid, r.former_name AS name, 'former' AS kind, r.person_name
    FROM row_persons r
    JOIN known_tiers t USING (known_no)
    WHERE t.tier IN ('T1', 'T2', 'T3') AND r.former_name IS NOT NULL
    UNION ALL
    SELECT pid, name, 'registered', person_name
    FROM known_tiers
    WHERE tier = 'T2' OR (tier = 'T3' AND is_variant(level))
)
WHERE name <> person_name AND name <> ''
GROUP BY pid, name;

-- person_groups: one row per known person and household or hukou. Rows that conflict with their ID's owner say nothing.
CREATE OR REPLACE TEMP TABLE person_groups AS
SELECT DISTINCT pid, grp
FROM (
    SELECT
        r.pid,
        unnest([r.household, CASE WHEN r.hukou_number IS NOT NULL THEN hash('hukou', r.hukou_number) END]) AS grp
    FROM row_persons r
    ANTI JOIN (FROM known_tiers WHERE tier = 'conflict') t ON t.known_no = r.known_no
)
WHERE grp IS NOT NULL;

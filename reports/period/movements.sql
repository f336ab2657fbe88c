-- One row per township and programme: the roster of the first batch of the period, who came and who left by the last,
-- and the roster then. A household that changed its township or programme leaves one line and comes to another.
WITH edges AS (
    SELECT min(batch_number) AS first, max(batch_number) AS last
    FROM mart.batches
    WHERE list_contains($batches, batch_number)
),

roster AS (
    SELECT
        b.batch_number,
        h.household_id,
        coalesce(nullif(trim(h.township), ''), '未知乡镇') AS township,
        h.programme,
        h.size
    FROM mart.households h
    JOIN mart.batches b USING (batch_id)
),

opening AS (SELECT * FROM roster WHERE batch_number = (SELECT first FROM edges)),

closing AS (SELECT * FROM roster WHERE batch_number = (SELECT last FROM edges)),

both_ends AS (
    SELECT
        coalesce(c.township, o.township) AS township,
        coalesce(c.programme, o.programme) AS programme,
        o.size AS was,
        c.size AS now
    FROM opening o
    FULL JOIN closing c ON o.household_id = c.household_id AND o.township = c.township AND o.programme = c.programme
)

SELECT
    township,
    programme,
    count(was) AS opening_households,
    coalesce(sum(was), 0) AS opening_persons,
    count(now) FILTER (was IS NULL) AS in_households,
    coalesce(sum(now) FILTER (was IS NULL), 0) AS in_persons,
    count(was) FILTER (now IS NULL) AS out_households,
    coalesce(sum(was) FILTER (now IS NULL), 0) AS out_persons,
    coalesce(sum(now - was), 0) AS changed_persons,
    count(now) AS closing_households,
    coalesce(sum(now), 0) AS closing_persons
FROM both_ends
GROUP BY township, programme
ORDER BY township, programme

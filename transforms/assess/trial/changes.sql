-- changes: one row per household that stands otherwise, or is paid otherwise, under the changed policy than under the
-- policy in force. Monthly amount: as delivered where the household keeps its dibao or tekun, raised or lowered with
-- the dibao standard (urban and rural dibao only); where it comes onto dibao, the gap between standard and income per
-- capita; each per covered person and month. Nothing otherwise.
CREATE OR REPLACE TABLE changes AS
WITH paired AS (
    SELECT
        b.register,
        b.household_id,
        b.township,
        b.village,
        b.head_name,
        b.head_id_masked,
        b.programme,
        b.persons,
        b.standing AS standing_before,
        a.standing AS standing_after,
        b.outcome AS outcome_before,
        a.outcome AS outcome_after,
        b.reasons AS reasons_before,
        a.reasons AS reasons_after,
        b.monthly_benefit,
        b.standard AS standard_before,
        a.standard AS standard_after,
        b.per_capita AS per_capita_before,
        a.per_capita AS per_capita_after
    FROM standings_before b
    JOIN standings_after a USING (register, household_id)
),

paid AS (
    SELECT
        *,
        CASE
            WHEN
                register = 'roster'
                AND standing_before = programme
                AND programme IN ('urban_dibao', 'rural_dibao', 'tekun')
                THEN coalesce(monthly_benefit, 0)
            WHEN standing_before IN ('urban_dibao', 'rural_dibao')
                THEN greatest(standard_before - per_capita_before, 0) * persons / 12
            ELSE 0
        END::DECIMAL(18, 2) AS monthly_before,
        CASE
            WHEN register = 'roster' AND standing_after = programme AND programme IN ('urban_dibao', 'rural_dibao')
                THEN greatest(coalesce(monthly_benefit, 0) + (standard_after - standard_before) * persons / 12, 0)
            WHEN register = 'roster' AND standing_after = programme AND programme = 'tekun'
                THEN coalesce(monthly_benefit, 0)
            WHEN standing_after IN ('urban_dibao', 'rural_dibao')
                THEN greatest(standard_after - per_capita_after, 0) * persons / 12
            ELSE 0
        END::DECIMAL(18, 2) AS monthly_after
    FROM paired
)

SELECT
    *,
    CASE
        WHEN standing_before IS NULL AND standing_after IS NOT NULL THEN 'gained'
        WHEN standing_before IS NOT NULL AND standing_after IS NULL THEN 'lost'
        WHEN standing_before <> standing_after THEN 'moved'
        WHEN outcome_before <> outcome_after THEN 'listed'
        ELSE 'paid'
    END AS change
FROM paid
WHERE standing_before IS DISTINCT FROM standing_after
    OR outcome_before <> outcome_after
    OR monthly_before <> monthly_after;

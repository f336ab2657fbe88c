-- Adds to delivered_households: one row per roster household on near_dibao or rigid_expense, as if it applied for dibao
-- (urban or rural by its head's hukou).
INSERT INTO delivered_households BY NAME
SELECT
    d.* REPLACE (
        'application' AS register,
        d.household_id || '→低保' AS household_id,
        CASE h.head_kind WHEN 'urban' THEN 'urban_dibao' ELSE 'rural_dibao' END AS programme
    )
FROM delivered_households d
JOIN households h USING (register, household_id)
WHERE d.register = 'roster' AND d.programme IN ('near_dibao', 'rigid_expense')

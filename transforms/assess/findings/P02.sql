-- P02 拥有机动车: one vehicle or more, after exempt_one_for (one car is exempt when a member has a severe disability or a
-- serious illness). Where certificates or illnesses are unknown, or a member is not authorised, the car that could be
-- exempt asks for a review only (docs/rules.md#unknown).
-- Clause: 《最低生活保障审核确认办法》关于家庭财产（机动车辆）的规定（第十六条）；豁免由当地规定 (docs/rules.md#p02)
WITH exempting AS (
    SELECT
        t.*,
        o.programme,
        list_contains(words('vehicle.exempt_one_for'), o.programme) AS may_exempt,
        EXISTS (
            FROM hardship_members m
            WHERE m.scenario = CASE t.scenario WHEN 'firm' THEN 'certain' ELSE t.scenario END
                AND m.household_no = t.household_no
        ) AS has_hardship,
        NOT is_known('disability') OR NOT is_known('serious_illness') OR z.has_unauthorised AS is_unknown
    FROM totals t
    JOIN options o USING (household_no)
    JOIN sizes z ON z.scenario = 'certain' AND z.household_no = t.household_no
    WHERE t.vehicles > 0
),

counted_on AS (
    SELECT
        *,
        vehicles - CASE WHEN may_exempt AND has_hardship THEN 1 ELSE 0 END AS remaining,
        vehicles - CASE WHEN may_exempt AND (has_hardship OR is_unknown) THEN 1 ELSE 0 END AS remaining_lifted
    FROM exempting
)

SELECT
    t.scenario,
    t.household_no,
    t.programme,
    t.remaining AS value,
    0 AS limit_value,
    '辆' AS unit,
    CASE WHEN t.remaining_lifted >= 1 THEN 'exit' ELSE 'review' END AS effect,
    e.person_no,
    e.evidence_ids,
    e.arithmetic
    || CASE WHEN t.remaining < t.vehicles THEN '；成员重残或重病，豁免 1 辆' ELSE '' END
    || format('；计 {} 辆', t.remaining) AS explanation
FROM counted_on t
JOIN total_evidence e ON e.scenario = t.scenario AND e.household_no = t.household_no AND e.total = 'vehicles'
WHERE t.remaining >= 1

-- plan_subjects: one row per subject (roster household or lead) with all that conditions of aid items ask of it, and
-- the same in one text, its kind: subjects alike have the same plan. meets = the items with bounds (catalogue_bounds)
-- whose bounds all hold; a lead has no totals.
CREATE OR REPLACE TABLE plan_subjects AS
WITH bounded AS (
    SELECT t.household_no, b.item_id
    FROM totals t
    JOIN hardship x USING (household_no)
    JOIN
        catalogue_bounds b ON CASE b.total
            WHEN 'medical_out_of_pocket' THEN t.medical_out_of_pocket
            WHEN 'education_fees' THEN t.education_fees
            WHEN 'dwellings' THEN t.dwellings
            WHEN 'able_to_work' THEN x.able_to_work
        END BETWEEN b.minimum AND b.maximum
    WHERE t.scenario = 'certain'
    GROUP BY t.household_no, b.item_id
    HAVING count(*) = (SELECT count(*) FROM catalogue_bounds a WHERE a.item_id = b.item_id)
),

met AS (
    SELECT household_no, list(item_id ORDER BY item_id) AS meets
    FROM bounded
    GROUP BY household_no
),

subjects AS (
    SELECT h.household_id, NULL AS lead_id, h.programme, x.colour, x.signals, coalesce(m.meets, []) AS meets
    FROM households h
    JOIN sizes z ON z.scenario = 'certain' AND z.household_no = h.household_no
    JOIN hardship x ON x.household_no = h.household_no
    LEFT JOIN met m ON m.household_no = h.household_no
    WHERE h.register = 'roster' AND z.size > 0
    UNION ALL
    SELECT NULL, lead_id, NULL, colour, signals, [] FROM lead_list
)

SELECT
    *,
    concat_ws('|', coalesce(programme, 'lead'), colour, array_to_string(signals, ','), array_to_string(meets, ','))
        AS kind
FROM subjects;

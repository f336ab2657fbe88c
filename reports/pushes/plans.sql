-- One row per aid item to be handled by a department for a household (on a roster or applying) or a lead.
WITH households AS (
    SELECT household_id, township, village, head_name AS name, head_id_masked AS id_masked, 1 AS rank
    FROM mart.households
    WHERE batch_id = $batch_id
    UNION ALL
    SELECT household_id, township, village, head_name, head_id_masked, 2
    FROM mart.applications
    WHERE batch_id = $batch_id
),

known AS (
    SELECT *
    FROM households
    QUALIFY row_number() OVER (PARTITION BY household_id ORDER BY rank) = 1
)

SELECT
    p.department,
    coalesce(l.township, k.township) AS township,
    coalesce(l.village, k.village) AS village,
    coalesce(p.lead_id, p.household_id) AS subject_id,
    p.lead_id IS NOT NULL AS is_lead,
    coalesce(l.name, k.name) AS name,
    coalesce(l.resident_id_masked, k.id_masked) AS id_masked,
    l.phone_masked,
    p.item,
    p.reason,
    p.basis,
    p.papers,
    p.due_on
FROM mart.plans p
LEFT JOIN mart.leads l ON l.batch_id = p.batch_id AND l.lead_id = p.lead_id
LEFT JOIN known k ON k.household_id = p.household_id
WHERE p.batch_id = $batch_id
ORDER BY p.due_on NULLS LAST, township NULLS LAST, village NULLS LAST, subject_id, p.item, p.reason

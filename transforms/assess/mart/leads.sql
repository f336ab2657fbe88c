-- leads: one row per lead group and batch.
SELECT
    batch_id() AS batch_id,
    l.lead_id,
    l.hukou_number,
    l.person_id,
    l.name,
    l.resident_id_masked,
    l.phone_masked,
    l.township,
    l.village,
    l.colour,
    l.is_urgent,
    l.is_identity_confirmed,
    l.signals,
    l.explanation,
    coalesce(s.items, []) AS suggested_items,
    l.hardship_index,
    l.authorisation,
    l.due_on,
    l.state,
    l.outcome,
    l.outcome_on
FROM lead_list l
LEFT JOIN (
    SELECT p.lead_id, list(DISTINCT i.item ORDER BY i.item) AS items
    FROM plan_items p
    JOIN catalogue_items i USING (item_id)
    WHERE p.lead_id IS NOT NULL
    GROUP BY p.lead_id
) s ON s.lead_id = l.lead_id

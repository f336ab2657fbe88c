SELECT batch_id() AS batch_id, l.lead_id, l.hukou_number, l.person_id, l.name, l.resident_id_masked, l.phone_masked, l.township, l.village, l.colour, l.is_urgent,
       l.is_identity_confirmed, l.signals, l.explanation,
       coalesce((SELECT list(DISTINCT i.item ORDER BY i.item) FROM plan_items i WHERE i.lead_id = l.lead_id), []) AS suggested_items,
       l.hardship_index, l.authorisation, l.due_on
FROM lead_list l

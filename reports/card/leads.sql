-- One row per lead group that is about the person, or that rests on a row about the person.
SELECT DISTINCT
    lead_id,
    name,
    resident_id_masked,
    township,
    village,
    colour,
    is_urgent,
    signals,
    explanation,
    suggested_items,
    authorisation,
    due_on
FROM mart.leads
WHERE batch_id = $batch_id
    AND (
        person_id = $key
        OR lead_id = $key
        OR lead_id IN (SELECT lead_id FROM mart.lead_rows WHERE batch_id = $batch_id AND person_id = $key)
    )
ORDER BY lead_id

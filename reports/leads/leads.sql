-- One row per lead group that asks to be seen: urgent ones first, then by colour and hardship. One that was answered is
-- not asked again.
SELECT
    township,
    village,
    lead_id,
    colour,
    is_urgent,
    is_identity_confirmed,
    name,
    resident_id_masked,
    phone_masked,
    signals,
    explanation,
    suggested_items,
    hardship_index,
    authorisation,
    due_on
FROM mart.leads
WHERE batch_id = $batch_id AND state IS DISTINCT FROM 'answered'
ORDER BY is_urgent DESC NULLS LAST, list_position(['红', '橙', '黄', '蓝'], colour), hardship_index DESC NULLS LAST, lead_id

-- plans: one row per aid item for a household or lead and batch. A view, as `matches`: the texts of an item stand once
-- in the catalogue.
SELECT
    batch_id() AS batch_id,
    p.household_id,
    p.lead_id,
    i.department,
    i.item,
    coalesce(p.reason, i.conditions) AS reason,
    i.basis,
    i.papers,
    p.due_on
FROM main.plan_items p
JOIN main.catalogue_items i USING (item_id)

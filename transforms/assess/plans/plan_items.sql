-- plan_items: one row per subject and aid item, due with the township's review where the item has no day of its own. A
-- view: hundreds of thousands of rows are written once, when the batch is published.
CREATE OR REPLACE VIEW plan_items AS
SELECT s.household_id, s.lead_id, k.item_id, k.reason, coalesce(d.due_on, review_due_on()) AS due_on
FROM main.plan_subjects s
JOIN main.plan_kinds k USING (kind)
LEFT JOIN main.plan_dues d ON d.subject = coalesce(s.household_id, s.lead_id) AND d.item_id = k.item_id;

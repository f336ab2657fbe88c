SELECT batch_id() AS batch_id, household_id, lead_id, department, item, reason, basis, papers, due_on FROM plan_items

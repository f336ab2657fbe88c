SELECT batch_id() AS batch_id, h.register, h.household_id, c.total, n.person_id, c.evidence_id, c.counted, c.arithmetic, c.tier, e.dataset, e.file, e.sheet, e.row
FROM counted c JOIN households h USING (household_no) JOIN evidence e USING (evidence_id) JOIN person_ids n USING (person_no)
WHERE c.scenario = 'certain'

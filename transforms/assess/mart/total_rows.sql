SELECT batch_id() AS batch_id, h.register, h.household_id, c.total, n.person_id, c.evidence_id, c.counted, c.arithmetic, m.tier, e.dataset, e.file, e.sheet, e.row
FROM counted c JOIN households h USING (household_no) JOIN evidence e USING (evidence_id) JOIN person_ids n USING (person_no)
LEFT JOIN (SELECT household_no, person_no, evidence_id, min(tier) AS tier FROM member_evidence
           SEMI JOIN (FROM counted WHERE scenario = 'certain') c USING (household_no, person_no, evidence_id) GROUP BY ALL) m USING (household_no, person_no, evidence_id)
WHERE c.scenario = 'certain'

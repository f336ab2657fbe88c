SELECT batch_id() AS batch_id, x.evidence_id, x.party, n.person_id, h.household_id, e.dataset, e.file, e.sheet, e.row, x.tier, x.score, x.reason
FROM matches x JOIN evidence e USING (evidence_id) JOIN person_ids n USING (person_no)
LEFT JOIN (SELECT person_no, min(household_id) AS household_id FROM members WHERE register = 'roster' GROUP BY person_no) h ON h.person_no = x.person_no

-- A view: a million rows are written once, when the batch is published.
SELECT batch_id() AS batch_id, x.evidence_id, x.party, n.person_id, h.household_id, e.dataset, e.file, e.sheet, e.row, x.tier, x.score, x.reason
FROM main.matches x JOIN main.evidence e USING (evidence_id) JOIN main.person_ids n USING (person_no)
LEFT JOIN (SELECT person_id, min(household_id) AS household_id FROM mart.members WHERE register = 'roster' GROUP BY person_id) h ON h.person_id = n.person_id

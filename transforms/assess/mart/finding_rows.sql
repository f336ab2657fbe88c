WITH cited AS (SELECT finding_id, household_no, unnest(evidence_ids) AS evidence_id FROM findings)
SELECT batch_id() AS batch_id, f.finding_id, e.evidence_id, n.person_id, m.tier, e.dataset, e.file, e.sheet, e.row
FROM cited f JOIN evidence e USING (evidence_id)
LEFT JOIN (SELECT household_no, evidence_id, arg_min(person_no, (tier, person_no)) AS person_no, min(tier) AS tier FROM member_evidence
           SEMI JOIN cited USING (household_no, evidence_id) GROUP BY household_no, evidence_id) m
       ON m.household_no = f.household_no AND m.evidence_id = f.evidence_id
LEFT JOIN person_ids n ON n.person_no = m.person_no
UNION ALL
SELECT batch_id(), f.finding_id, NULL, f.person_id, NULL, f.source.dataset, f.source.file, f.source.sheet, f.source.row
FROM findings f WHERE f.source IS NOT NULL

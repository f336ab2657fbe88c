-- matches: one row per party of an evidence row that is tied to a person. A view: a million rows are written once, when
-- the batch is published, and then in numbers (flows/ties).
SELECT
    batch_id() AS batch_id,
    x.evidence_id,
    x.party,
    n.person_id,
    n.household_id,
    e.dataset,
    e.file,
    e.sheet,
    e.row,
    x.tier,
    x.score,
    x.reason
FROM main.matches x
JOIN main.evidence e USING (evidence_id)
JOIN main.matched_people n USING (person_no)

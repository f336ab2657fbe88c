-- total_rows: one row per household total and source row counted in it. A view, as `matches`: what is counted stands in
-- `counted`.
SELECT
    batch_id() AS batch_id,
    h.register,
    h.household_id,
    c.total,
    n.person_id,
    c.evidence_id,
    c.counted,
    c.arithmetic,
    c.tier,
    e.dataset,
    e.file,
    e.sheet,
    e.row
FROM main.counted c
JOIN main.household_numbers h USING (household_no)
JOIN main.evidence e USING (evidence_id)
JOIN main.person_ids n USING (person_no)
WHERE c.scenario = 'certain'

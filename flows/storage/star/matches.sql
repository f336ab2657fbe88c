-- matches: the view that says in words what is stored in numbers. Joins lose no row: all that ties point to is there,
-- and a filter on a text finds its number first.
SELECT
    t.batch_id,
    t.evidence_id,
    t.party,
    w.person_id,
    h.household_id,
    p.dataset,
    p.file,
    p.sheet,
    t.row,
    g.tier,
    g.score,
    g.reason
FROM match_ties t
JOIN match_people w USING (person)
JOIN match_households h USING (household)
JOIN match_places p USING (place)
JOIN match_grades g USING (grade)

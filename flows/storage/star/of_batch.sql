-- match_ties: one row per match of the running batch. People get their numbers before their matches, and the batch is
-- added to what is in order: texts are dear.
INSERT INTO published.mart.match_ties BY NAME
WITH people AS (
    SELECT n.person_no, w.person, h.household
    FROM main.matched_people n
    JOIN published.mart.match_people w USING (person_id)
    JOIN published.mart.match_households h ON h.household_id IS NOT DISTINCT FROM n.household_id
)

SELECT $batch_id AS batch_id, *
FROM (
    SELECT m.evidence_id, m.party, n.person, n.household, p.place, e.row, g.grade
    FROM main.matches m
    JOIN main.evidence e USING (evidence_id)
    JOIN people n USING (person_no)
    JOIN published.mart.match_places p ON
        p.dataset IS NOT DISTINCT FROM e.dataset
        AND p.file IS NOT DISTINCT FROM e.file
        AND p.sheet IS NOT DISTINCT FROM e.sheet
    JOIN published.mart.match_grades g ON
        g.tier IS NOT DISTINCT FROM m.tier
        AND g.score IS NOT DISTINCT FROM m.score
        AND g.reason IS NOT DISTINCT FROM m.reason
    WHERE evidence_id >= $first AND evidence_id < $end
    ORDER BY evidence_id, party
)

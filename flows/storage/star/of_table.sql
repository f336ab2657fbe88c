-- match_ties: one row per match of a batch that was published in words, by a version that stored a table.
INSERT INTO published.mart.match_ties BY NAME
SELECT $batch_id AS batch_id, *
FROM (
    SELECT m.evidence_id, m.party, w.person, h.household, p.place, m.row, g.grade
    FROM published.mart.matches m
    JOIN published.mart.match_people w ON w.person_id IS NOT DISTINCT FROM m.person_id
    JOIN published.mart.match_households h ON h.household_id IS NOT DISTINCT FROM m.household_id
    JOIN published.mart.match_places p ON
        p.dataset IS NOT DISTINCT FROM m.dataset
        AND p.file IS NOT DISTINCT FROM m.file
        AND p.sheet IS NOT DISTINCT FROM m.sheet
    JOIN published.mart.match_grades g ON
        g.tier IS NOT DISTINCT FROM m.tier
        AND g.score IS NOT DISTINCT FROM m.score
        AND g.reason IS NOT DISTINCT FROM m.reason
    WHERE m.batch_id = $batch_id AND m.evidence_id >= $first AND m.evidence_id < $end
    ORDER BY evidence_id, party
)

-- kin_candidates: one row per open mention with a known ID and other member of that person's household or hukou who may
-- bear the delivered name (T3 c).
CREATE OR REPLACE TEMP TABLE kin_candidates AS
WITH asked AS (SELECT evidence_id, party, pid, name FROM open_mentions WHERE pid IS NOT NULL AND kind <> 'registered'),

circles AS (SELECT DISTINCT g.grp FROM person_groups g SEMI JOIN asked a ON a.pid = g.pid),

members AS (
    SELECT grp, pid, count(*) OVER (PARTITION BY grp) AS size
    FROM person_groups g
    SEMI JOIN circles c ON c.grp = g.grp
)

SELECT DISTINCT a.evidence_id, a.party, o.pid
FROM asked a
JOIN person_groups mine ON mine.pid = a.pid
JOIN members o ON o.grp = mine.grp AND o.pid <> a.pid
JOIN known_persons p ON p.pid = o.pid
WHERE o.size <= 20 OR p.name = a.name;

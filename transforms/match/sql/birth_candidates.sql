-- birth_candidates: one row per open mention without a usable ID and known person of the stated birth date, with the
-- same name, or sharing telephone, address, hukou or the guardian's household (T3 d, T4). A birth date read out of a
-- damaged ID finds the same name only.
CREATE OR REPLACE TEMP TABLE birth_candidates AS
WITH guessed AS (FROM open_mentions WHERE key IS NULL AND guessed_birth IS NOT NULL AND name <> ''),

asked AS (FROM guessed WHERE birth IS NOT NULL),

found AS (
    SELECT a.evidence_id, a.party, p.pid
    FROM guessed a
    JOIN known_persons p ON p.birth = a.guessed_birth AND p.name = a.name
    UNION ALL
    SELECT a.evidence_id, a.party, c.pid FROM asked a JOIN person_contacts c ON c.phone = a.phone
    UNION ALL
    SELECT a.evidence_id, a.party, c.pid FROM asked a JOIN person_contacts c ON c.address = a.address
    UNION ALL
    SELECT a.evidence_id, a.party, g.pid
    FROM asked a
    JOIN person_groups g ON g.grp = hash('hukou', a.hukou_number)
    WHERE a.hukou_number IS NOT NULL
    UNION ALL
    SELECT a.evidence_id, a.party, o.pid
    FROM asked a
    JOIN person_groups g ON g.pid = a.guardian
    JOIN person_groups o ON o.grp = g.grp
)

SELECT DISTINCT f.*
FROM found f
JOIN guessed a USING (evidence_id, party)
JOIN known_persons p ON p.pid = f.pid AND p.birth = a.guessed_birth;

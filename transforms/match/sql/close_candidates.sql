-- close_candidates: one row per candidate whose ID is the delivered one, or whose name comes near the delivered one.
-- level: of the names, see names.py.
CREATE OR REPLACE TEMP TABLE close_candidates AS
WITH near AS (
    SELECT
        c.evidence_id,
        c.party,
        c.pid,
        c.route,
        c.damage,
        c.place,
        j.judgement,
        CASE
            WHEN is_variant(l.level) OR l.level = 'same' THEN l.level
            WHEN a.pid IS NOT NULL OR c.is_former THEN 'former'
            ELSE l.level
        END AS level
    FROM candidate_names c
    JOIN candidate_levels l ON l.number = c.rowid
    LEFT JOIN person_names a ON a.pid = c.pid AND a.name = c.left_name
    LEFT JOIN judged_pairs j ON j.evidence_id = c.evidence_id AND j.party = c.party AND j.pid = c.pid
    WHERE c.route IN ('id', 'judged')
        OR j.judgement IS NOT NULL
        OR l.level NOT IN ('unrelated', 'missing')
        OR a.pid IS NOT NULL
        OR c.is_former
)

SELECT
    n.*,
    o.kind,
    o.key,
    o.text,
    o.name,
    o.birth,
    o.phone,
    o.address,
    o.hukou_number,
    o.guardian,
    p.name AS known_name,
    CASE WHEN n.route = 'birth' THEN coalesce(p.id_text, resident_id_of(p.key)) END AS known_id,
    p.birth AS known_birth,
    p.key AS known_key,
    p.is_capped
FROM near n
JOIN open_mentions o USING (evidence_id, party)
JOIN known_persons p ON p.pid = n.pid;

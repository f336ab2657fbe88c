-- known_tiers: one row per known row: person, tier and name level against the name that its person goes by
-- (docs/matching.md, table of tiers).
CREATE OR REPLACE TEMP TABLE known_tiers AS
WITH mine AS (
    SELECT
        p.*,
        CASE WHEN regexp_full_match(k.phone, '1[0-9]{10}') THEN k.phone END AS phone,
        plain_address(k.address) AS address
    FROM row_persons p
    JOIN known_people k USING (known_no)
    SEMI JOIN known_pairs d ON d.pid = p.pid
),

vetoed AS (
    SELECT d.known_no
    FROM known_pairs d
    JOIN mine m ON m.pid = d.pid
    JOIN row_persons o ON o.name = d.left_name AND o.pid <> d.pid
    WHERE o.household = m.household OR o.hukou_number = m.hukou_number
    UNION
    SELECT d.known_no FROM known_pairs d JOIN spouse_names s ON s.pid = d.pid AND s.name = d.left_name
),

renamed AS (
    SELECT DISTINCT d.known_no
    FROM known_pairs d
    JOIN mine m ON m.pid = d.pid
    WHERE (m.known_no = d.known_no AND m.former_name = d.right_name)
        OR (m.name = d.right_name AND m.former_name = d.left_name)
),

agreed AS (
    SELECT DISTINCT d.known_no
    FROM known_pairs d
    JOIN mine a ON a.known_no = d.known_no
    JOIN mine b ON b.pid = a.pid AND b.known_no <> a.known_no
    WHERE a.phone = b.phone OR a.hukou_number = b.hukou_number OR addresses_agree(a.address, b.address)
),

pairs AS (
    SELECT
        d.known_no,
        CASE WHEN NOT is_variant(l.level) AND r.known_no IS NOT NULL THEN 'former' ELSE l.level END AS level,
        v.known_no IS NOT NULL AS is_vetoed,
        a.known_no IS NOT NULL AS agrees
    FROM known_pairs d
    JOIN known_levels l ON l.number = d.rowid
    LEFT JOIN vetoed v USING (known_no)
    LEFT JOIN renamed r USING (known_no)
    LEFT JOIN agreed a USING (known_no)
)

SELECT
    r.known_no,
    r.evidence_id,
    r.pid,
    r.rank,
    r.name,
    r.person_name,
    coalesce(p.level, 'same') AS level,
    r.is_sound,
    r.is_capped,
    j.judgement,
    CASE
        WHEN j.judgement = '非同一人' THEN 'conflict'
        WHEN j.judgement = '同一人' THEN 'T2'
        WHEN NOT r.is_sound THEN 'T3'
        WHEN p.level IS NULL THEN if(r.is_capped, 'T3', 'T1')
        WHEN p.is_vetoed THEN 'conflict'
        WHEN r.is_capped AND (is_variant(p.level) OR p.level = 'look_alike') THEN 'T3'
        WHEN is_variant(p.level) OR (p.level = 'look_alike' AND p.agrees) THEN 'T2'
        WHEN p.level IN ('look_alike', 'one_off') THEN 'T3'
        WHEN p.level = 'missing' THEN 'T4'
        ELSE 'conflict'
    END AS tier
FROM row_persons r
LEFT JOIN pairs p USING (known_no)
LEFT JOIN human_judgements j ON
    r.evidence_id IS NOT NULL AND r.is_sound AND j.key = r.pid AND j.known_key = r.pid AND j.name = r.name;

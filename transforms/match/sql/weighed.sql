-- weighed: one row per close candidate with all that speaks for or against it: agreements, contradictions, another who
-- bears the delivered name.
CREATE OR REPLACE TEMP TABLE weighed AS
WITH agreements AS (
    SELECT
        c.evidence_id,
        c.party,
        c.pid,
        coalesce(bool_or(c.phone = k.phone), false) AS phone_agrees,
        coalesce(bool_or(addresses_agree(c.address, k.address)), false) AS address_agrees,
        min(k.address) FILTER (addresses_agree(c.address, k.address)) AS known_address,
        coalesce(bool_or(c.hukou_number = k.hukou_number), false) AS hukou_agrees,
        coalesce(bool_or(house_number(c.address) <> house_number(k.address)), false) AS house_differs
    FROM (FROM close_candidates WHERE phone IS NOT NULL OR address IS NOT NULL OR hukou_number IS NOT NULL) c
    JOIN person_contacts k ON k.pid = c.pid
    GROUP BY c.evidence_id, c.party, c.pid
),

guarded AS (
    SELECT DISTINCT c.evidence_id, c.party, c.pid
    FROM (FROM close_candidates WHERE guardian IS NOT NULL AND guardian <> pid) c
    JOIN person_groups g ON g.pid = c.pid
    JOIN person_groups w ON w.grp = g.grp AND w.pid = c.guardian
),

named AS (  -- where the name is the person's own, it is nothing that another bears it too
    SELECT evidence_id, party, pid, name
    FROM close_candidates
    WHERE level <> 'same'
),

bearers AS (
    SELECT c.evidence_id, c.party, c.pid
    FROM named c
    JOIN known_persons p ON p.name = c.name AND p.pid <> c.pid
    JOIN person_groups w ON w.pid = p.pid
    JOIN person_groups g ON g.grp = w.grp AND g.pid = c.pid
    UNION
    SELECT c.evidence_id, c.party, c.pid FROM named c JOIN spouse_names s ON s.pid = c.pid AND s.name = c.name
    UNION
    SELECT c.evidence_id, c.party, c.pid
    FROM named c
    JOIN close_candidates r ON r.evidence_id = c.evidence_id AND r.party = c.party
    WHERE r.route = 'repair' AND r.pid <> c.pid AND r.known_name = c.name
)

SELECT
    c.* EXCLUDE (name, birth, phone, address, hukou_number, guardian, known_name, known_id, known_birth, known_key),
    coalesce(c.birth = c.known_birth, false) AS birth_agrees,
    coalesce(c.birth <> c.known_birth AND c.known_key IS NOT NULL, false) AS birth_contradicts,
    coalesce(a.phone_agrees, false) AS phone_agrees,
    coalesce(a.address_agrees, false) AS address_agrees,
    a.known_address,
    coalesce(a.hukou_agrees, false) AS hukou_agrees,
    g.pid IS NOT NULL AS guardian_agrees,
    coalesce(a.house_differs AND NOT a.address_agrees, false) AS house_contradicts,
    b.pid IS NOT NULL AS other_bears_name,
    coalesce(CASE
        WHEN c.route <> 'birth' THEN false
        WHEN contains(c.text, '*')
            THEN NOT (
                    starts_with(c.known_id, regexp_extract(c.text, '^[0-9]*'))
                    AND ends_with(c.known_id, regexp_extract(c.text, '[0-9X]*$'))
                )
        WHEN regexp_full_match(c.text, '[0-9]{15}000') THEN left(c.known_id, 15) <> left(c.text, 15)
    END, false) AS id_contradicts,
    coalesce(CASE
        WHEN c.route <> 'birth' OR length(c.known_id) <> 18 OR contains(c.text, '*') THEN false
        WHEN length(c.text) = 18 THEN hamming(c.text, c.known_id) > 2
        WHEN length(c.text) IN (17, 19) THEN right(c.text, 4) <> right(c.known_id, 4)
    END, false) AS id_is_far
FROM close_candidates c
LEFT JOIN agreements a ON a.evidence_id = c.evidence_id AND a.party = c.party AND a.pid = c.pid
LEFT JOIN guarded g ON g.evidence_id = c.evidence_id AND g.party = c.party AND g.pid = c.pid
LEFT JOIN bearers b ON b.evidence_id = c.evidence_id AND b.party = c.party AND b.pid = c.pid;

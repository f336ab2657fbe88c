-- open_mentions: one row per mention that the exact join leaves open. birth: yyyymmdd; guardian: the known person of the guardian's ID.
CREATE OR REPLACE TEMP TABLE open_mentions AS
WITH rest AS (
    FROM mention_known m
    WHERE NOT is_exact AND (key IS NULL OR pid IS NOT NULL
        OR EXISTS (FROM reversed_repairs r WHERE r.evidence_id = m.evidence_id AND r.party = m.party)
        OR EXISTS (FROM repairs r WHERE r.text = m.text))
)
SELECT r.evidence_id, r.party, r.kind, r.key, r.pid, r.text, upper(m.id_text) AS id_text, r.name, m.former_name,
       birth_number(m.birth_date) AS birth, CASE WHEN regexp_full_match(m.phone, '1[0-9]{10}') THEN m.phone END AS phone,
       plain_address(m.address) AS address, g.pid AS guardian, m.hukou_number
FROM rest r
JOIN mentions m USING (evidence_id, party)
LEFT JOIN known_persons g ON g.key = resident_key(upper(m.guardian_id));

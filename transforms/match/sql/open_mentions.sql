-- open_mentions: one row per mention that the exact join leaves open. birth: as stated, guessed_birth: stated, else out of a damaged ID (both yyyymmdd),
-- guardian: the known person of the guardian's ID.
CREATE OR REPLACE TEMP TABLE open_mentions AS
WITH rest AS (
    SELECT r.* FROM rest_ids r WHERE key IS NULL OR pid IS NOT NULL
    UNION
    SELECT r.* FROM rest_ids r SEMI JOIN reversed_repairs v ON v.evidence_id = r.evidence_id AND v.party = r.party
    UNION
    SELECT r.* FROM rest_ids r SEMI JOIN short_repairs v ON v.evidence_id = r.evidence_id AND v.party = r.party
    UNION
    SELECT r.* FROM rest_ids r SEMI JOIN repairs v ON v.text = r.text
    UNION
    SELECT r.* FROM rest_ids r SEMI JOIN human_judgements j ON j.key = r.key AND j.name = r.name
),
told AS (
    SELECT r.evidence_id, r.party, m.kind, r.key, r.pid, r.text, upper(m.id_text) AS id_text, r.name, m.former_name,
           birth_number(m.birth_date) AS birth, CASE WHEN regexp_full_match(m.phone, '1[0-9]{10}') THEN m.phone END AS phone,
           plain_address(m.address) AS address, m.hukou_number, nullif(m.guardian_id, '') AS guardian_id
    FROM rest r JOIN mentions m USING (evidence_id, party)
)
SELECT t.* EXCLUDE (guardian_id), g.pid AS guardian,
       coalesce(t.birth, CASE WHEN t.key IS NULL AND regexp_full_match(t.text, '[1-9][0-9]{13}[0-9A-Z]{3,5}')
                              THEN birth_number(try_strptime(substr(t.text, 7, 8), '%Y%m%d')::DATE) END) AS guessed_birth
FROM told t LEFT JOIN known_persons g ON g.key = resident_key(upper(t.guardian_id));

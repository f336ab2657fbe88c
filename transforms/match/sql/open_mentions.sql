-- open_mentions: one row per mention that the exact join leaves open. birth: as stated, guessed_birth: stated, else out
-- of a damaged ID (both yyyymmdd), guardian: the known person of the guardian's ID.
CREATE OR REPLACE TEMP TABLE open_mentions AS
WITH near AS (
    SELECT evidence_id, party FROM reversed_repairs
    UNION
    SELECT evidence_id, party FROM short_repairs
    UNION
    SELECT r.evidence_id, r.party FROM rest_ids r SEMI JOIN repairs v ON v.text = r.text
    UNION
    SELECT r.evidence_id, r.party FROM rest_ids r SEMI JOIN human_judgements j ON j.key = r.key AND j.name = r.name
),

rest AS (
    SELECT r.* FROM rest_ids r WHERE key IS NULL OR pid IS NOT NULL
    UNION ALL
    SELECT r.*
    FROM rest_ids r
    SEMI JOIN near n ON n.evidence_id = r.evidence_id AND n.party = r.party
    WHERE key IS NOT NULL AND pid IS NULL
),

told AS (
    SELECT
        r.evidence_id,
        r.party,
        m.kind,
        r.key,
        r.pid,
        r.text,
        r.name,
        m.former_name,
        birth_number(m.birth_date) AS birth,
        CASE WHEN regexp_full_match(m.phone, '1[0-9]{10}') THEN m.phone END AS phone,
        plain_address(m.address) AS address,
        m.hukou_number,
        nullif(upper(m.guardian_id), '') AS guardian_id
    FROM rest r
    JOIN mentions m USING (evidence_id, party)
),

guardians AS (
    SELECT guardian_id, p.pid
    FROM (
        SELECT guardian_id, id_digits(guardian_id) AS digits
        FROM (SELECT DISTINCT guardian_id FROM told WHERE guardian_id IS NOT NULL)
    ) g
    JOIN known_persons p ON p.key = proven_key(g.guardian_id, g.digits)
)

SELECT
    t.* EXCLUDE (guardian_id),
    g.pid AS guardian,
    coalesce(t.birth, CASE
        WHEN t.key IS NULL AND regexp_full_match(t.text, '[1-9][0-9]{13}[0-9A-Z]{3,5}')
            THEN birth_number(try_strptime(substr(t.text, 7, 8), '%Y%m%d')::DATE)
    END) AS guessed_birth
FROM told t
LEFT JOIN guardians g USING (guardian_id);

-- person_contacts: one row per known person and known row that has a telephone or an address.
CREATE OR REPLACE TEMP TABLE person_contacts AS
SELECT
    t.pid,
    CASE WHEN regexp_full_match(k.phone, '1[0-9]{10}') THEN k.phone END AS phone,
    plain_address(k.address) AS address,
    k.hukou_number
FROM known_tiers t
JOIN known_people k USING (known_no)
WHERE t.tier <> 'conflict' AND (k.phone IS NOT NULL OR k.address IS NOT NULL OR k.hukou_number IS NOT NULL);

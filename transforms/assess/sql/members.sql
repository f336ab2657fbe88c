-- members: one row per member row. Authorised = a row of the authorisation ledger with that ID holds on as_of; never delivered = everyone.
CREATE OR REPLACE TABLE members AS
WITH authorised AS (
    SELECT DISTINCT full_id(resident_id) AS resident_id FROM ledger_authorizations
    WHERE signed_on <= as_of() AND (valid_until IS NULL OR valid_until >= as_of())
)
SELECT h.household_no, m.known_no, l.person_no, CASE WHEN l.tier IN ('T3', 'T4') THEN l.tier ELSE 'T1' END AS link_tier,
       m.register, m.household_id, m.name, full_id(m.resident_id) AS resident_id, m.relation, coalesce(m.is_covered, true) AS is_covered, m.labour,
       coalesce(m.is_disabled, false) OR coalesce(m.health = 'disabled', false) AS is_disabled, m.disability_level,
       id_birth_date(m.resident_id) AS birth_date, date_sub('year', id_birth_date(m.resident_id), as_of())::INTEGER AS age,
       a.resident_id IS NOT NULL OR NOT is_delivered('authorizations') AS is_authorised, m.source
FROM delivered_members m
JOIN households h ON h.register = m.register AND h.household_id = m.household_id
JOIN known_links l ON l.known_no = m.known_no
LEFT JOIN authorised a ON a.resident_id = full_id(m.resident_id);

-- members: one row per member row. Authorised = a row of the authorisation ledger with that ID holds on as_of; never
-- delivered = everyone.
CREATE OR REPLACE TABLE steps.members AS
WITH authorised AS (
    SELECT
        full_id(resident_id) AS resident_id,
        max(signed_on) AS signed_on,
        max(coalesce(valid_until, DATE '9999-12-31')) AS valid_until
    FROM ledger_authorizations
    WHERE signed_on <= as_of() AND (valid_until IS NULL OR valid_until >= as_of())
    GROUP BY ALL
),

written AS (
    SELECT * EXCLUDE (resident_id), full_id(resident_id) AS resident_id
    FROM delivered_members
),

born AS (
    SELECT *, date_sub('year', try_strptime(substr(resident_id, 7, 8), '%Y%m%d')::DATE, as_of())::INTEGER AS age
    FROM written
)

SELECT
    h.household_no,
    m.known_no,
    l.person_no,
    CASE WHEN l.tier IN ('T3', 'T4') THEN l.tier ELSE 'T1' END AS link_tier,
    m.register,
    m.name,
    m.resident_id,
    m.relation,
    coalesce(m.is_covered, true) AS is_covered,
    m.labour,
    coalesce(m.is_disabled, false) OR coalesce(m.health = 'disabled', false) AS is_disabled,
    m.disability_level,
    m.age,
    a.resident_id IS NOT NULL OR NOT is_delivered('authorizations') AS is_authorised,
    a.signed_on AS authorised_on,
    a.valid_until AS authorised_until
FROM born m
JOIN numbered h ON h.register = m.register AND h.household_id = m.household_id
JOIN known_links l ON l.known_no = m.known_no
LEFT JOIN authorised a ON a.resident_id = m.resident_id;

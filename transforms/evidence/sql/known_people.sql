-- known_people: one row per known row: the members of households first, then the rows of the population registry.
-- members: how many members there are; the registry's rows are numbered on from there.
CREATE OR REPLACE VIEW known_people AS
WITH with_digits AS (
    SELECT *, id_digits(resident_id) AS digits
    FROM delivered_members
),

with_key AS (
    SELECT *, proven_key(resident_id, digits) AS key
    FROM with_digits
),

known AS (
    SELECT
        m.known_no,
        m.register,
        m.household_id,
        NULL AS evidence_id,
        m.key,
        odd_id(m.resident_id, m.key) AS odd_id,
        m.resident_id AS id_text,
        m.name,
        m.former_name,
        coalesce(m.phone, h.phone) AS phone,
        h.address,
        NULL AS hukou_number
    FROM with_key AS m
    LEFT JOIN delivered_households AS h ON h.register = m.register AND h.household_id = m.household_id
    UNION ALL BY NAME
    SELECT
        ${members} + evidence_id AS known_no,
        'registry' AS register,
        NULL AS household_id,
        evidence_id,
        key,
        odd_id,
        id_text,
        name,
        former_name,
        NULL AS phone,
        address,
        hukou_number
    FROM mentions
    WHERE kind = 'registered'
)

SELECT ${columns}
FROM known

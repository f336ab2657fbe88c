-- households: one row per household of the roster or of an application, with what is asked of it later. head_kind = the
-- head's hukou kind in the register (needs no authorisation). A person's number is the first 17 digits of a valid ID,
-- so that no ID has to be written out to find the head.
CREATE OR REPLACE TABLE steps.households AS
WITH headed AS (
    SELECT n.*, d.head_id, id_digits(d.head_id) AS head_digits
    FROM delivered_households d
    JOIN numbered n ON n.delivered_row = d.rowid
),

borne AS (
    SELECT n.household_no, p.person_no
    FROM headed n
    JOIN people p ON p.person_no = proven_key(n.head_id, n.head_digits)
    WHERE p.is_valid_id
),

listed AS (  -- heads without a valid ID that anybody bears: the members of that ID text
    SELECT n.household_no, min(l.person_no) AS person_no
    FROM (FROM headed ANTI JOIN borne USING (household_no)) n
    JOIN delivered_members m ON
        m.register = n.register AND m.household_id = n.household_id AND m.resident_id = n.head_id
    JOIN known_links l ON l.known_no = m.known_no
    GROUP BY n.household_no
),

heads AS (
    FROM borne
    UNION ALL
    FROM listed
),

kinds AS (
    SELECT e.person_no, arg_max(e.hukou_kind, (e.observed_on, e.evidence_id)) AS hukou_kind
    FROM register_entries e
    JOIN (SELECT DISTINCT person_no FROM heads) h USING (person_no)
    WHERE e.tier <= 'T2' AND e.hukou_kind IS NOT NULL
    GROUP BY e.person_no
),

found AS MATERIALIZED (  -- numbers only, before the households' many texts
    SELECT n.delivered_row, n.household_no, h.person_no AS head_person_no, k.hukou_kind AS head_kind
    FROM numbered n
    LEFT JOIN heads h USING (household_no)
    LEFT JOIN kinds k ON k.person_no = h.person_no
)

SELECT f.household_no, d.* EXCLUDE (phone, address, cause, declared_financial_assets), f.head_person_no, f.head_kind
FROM delivered_households d
JOIN found f ON f.delivered_row = d.rowid;

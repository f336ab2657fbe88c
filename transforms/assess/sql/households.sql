-- households: one row per household of the roster or of an application. head_kind = the head's hukou kind in the register (needs no authorisation).
CREATE OR REPLACE TABLE steps.households AS
WITH numbered AS (
    SELECT rowid AS delivered_row, row_number() OVER (ORDER BY register DESC, household_id) AS household_no, register, household_id, head_id FROM delivered_households
), heads AS (
    SELECT n.delivered_row, n.household_no, coalesce(min(p.person_no), min(l.person_no)) AS head_person_no
    FROM numbered n
    LEFT JOIN people p ON p.is_valid_id AND p.resident_id = full_id(n.head_id)
    LEFT JOIN delivered_members m ON m.register = n.register AND m.household_id = n.household_id AND m.resident_id = n.head_id
    LEFT JOIN known_links l ON l.known_no = m.known_no
    GROUP BY n.delivered_row, n.household_no
), kinds AS (
    SELECT e.person_no, arg_max(e.hukou_kind, (e.observed_on, e.evidence_id)) AS hukou_kind
    FROM register_entries e SEMI JOIN heads ON heads.head_person_no = e.person_no
    WHERE e.tier <= 'T2' AND e.hukou_kind IS NOT NULL
    GROUP BY e.person_no
)
SELECT h.household_no, d.*, h.head_person_no, k.hukou_kind AS head_kind
FROM delivered_households d JOIN heads h ON h.delivered_row = d.rowid LEFT JOIN kinds k ON k.person_no = h.head_person_no;

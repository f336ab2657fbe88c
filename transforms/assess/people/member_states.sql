-- member_states: one row per member row: what the batch found out about it, for mart.members.
CREATE OR REPLACE TABLE member_states AS
SELECT
    m.known_no,
    m.household_no,
    m.person_no,
    m.is_covered,
    d.person_no IS NOT NULL AS is_dead,
    m.is_authorised,
    m.age
FROM members m
LEFT JOIN dead d ON d.scenario = 'certain' AND d.household_no = m.household_no AND d.person_no = m.person_no;

-- matched_people: one row per person of the batch, with the first of the person's households on the rosters. A view.
CREATE OR REPLACE VIEW matched_people AS
SELECT n.person_no, n.person_id, h.household_id
FROM main.person_ids n
LEFT JOIN (
    SELECT s.person_no, min(k.household_id) AS household_id
    FROM main.member_states s
    JOIN main.household_numbers k USING (household_no)
    WHERE k.register = 'roster'
    GROUP BY s.person_no
) h USING (person_no);

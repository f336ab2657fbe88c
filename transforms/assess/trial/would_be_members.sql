-- Adds to delivered_members: the member rows of the households that are taken as applying, under numbers of their own,
-- from 10^12.
INSERT INTO delivered_members BY NAME
SELECT
    m.* REPLACE (
        1000000000000 + m.known_no AS known_no, 'application' AS register, m.household_id || '→低保' AS household_id
    )
FROM delivered_members m
WHERE m.register = 'roster'
    AND m.household_id || '→低保' IN (SELECT household_id FROM delivered_households WHERE register = 'application')

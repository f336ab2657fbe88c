-- sizes: one row per scenario and household: members and covered members not known to be dead
-- (docs/rules.md#who-is-assessed).
CREATE OR REPLACE TABLE steps.sizes AS
SELECT
    s.scenario,
    s.household_no,
    count(m.known_no) FILTER (WHERE d.person_no IS NULL)::INTEGER AS size,
    count(m.known_no) FILTER (WHERE d.person_no IS NULL AND m.is_covered)::INTEGER AS covered,
    count(m.known_no)::INTEGER AS member_rows,
    coalesce(bool_or(NOT m.is_authorised) FILTER (WHERE d.person_no IS NULL), false) AS has_unauthorised
FROM scenarios s
LEFT JOIN members m ON m.household_no = s.household_no
LEFT JOIN dead d ON d.scenario = s.scenario AND d.household_no = s.household_no AND d.person_no = m.person_no
GROUP BY s.scenario, s.household_no;

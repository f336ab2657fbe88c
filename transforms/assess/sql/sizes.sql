-- sizes: one row per scenario and household: members and covered members not known to be dead (section 2).
CREATE OR REPLACE TABLE sizes AS
SELECT s.scenario, h.household_no,
       count(m.known_no) FILTER (WHERE d.person_no IS NULL)::INTEGER AS size,
       count(m.known_no) FILTER (WHERE d.person_no IS NULL AND m.is_covered)::INTEGER AS covered,
       count(m.known_no)::INTEGER AS member_rows,
       coalesce(bool_or(NOT m.is_authorised) FILTER (WHERE d.person_no IS NULL), false) AS has_unauthorised
FROM households h CROSS JOIN (VALUES ('certain'), ('possible'), ('firm')) AS s(scenario)
LEFT JOIN members m ON m.household_no = h.household_no
LEFT JOIN dead d ON d.scenario = s.scenario AND d.household_no = h.household_no AND d.person_no = m.person_no
GROUP BY s.scenario, h.household_no;

-- members: one row per member row of a household (roster or application) and batch. A view, as `matches`: what was
-- delivered stands in `delivered_members`.
SELECT
    batch_id() AS batch_id,
    h.register,
    h.household_id,
    n.person_id,
    m.name,
    mask_id(full_id(m.resident_id)) AS resident_id_masked,
    m.relation,
    s.is_covered,
    s.is_dead,
    s.is_authorised,
    s.age,
    m.source.file AS file,
    m.source.sheet AS sheet,
    m.source.row AS row
FROM main.member_states s
JOIN main.household_numbers h USING (household_no)
JOIN main.delivered_members m USING (known_no)
LEFT JOIN main.person_ids n USING (person_no)

SELECT batch_id() AS batch_id, m.register, m.household_id, n.person_id, m.name, mask_id(m.resident_id) AS resident_id_masked, m.relation, m.is_covered,
       d.person_no IS NOT NULL AS is_dead, m.is_authorised, m.age, m.source.file AS file, m.source.sheet AS sheet, m.source.row AS row
FROM members m LEFT JOIN person_ids n USING (person_no)
LEFT JOIN dead d ON d.scenario = 'certain' AND d.household_no = m.household_no AND d.person_no = m.person_no

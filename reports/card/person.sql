-- One row per member row of the person, in whichever household and register.
SELECT
    m.register,
    m.household_id,
    m.name,
    m.resident_id_masked,
    m.relation,
    m.is_covered,
    m.is_dead,
    m.is_authorised,
    m.age,
    coalesce(h.programme, a.programme) AS programme,
    coalesce(h.township, a.township) AS township,
    coalesce(h.village, a.village) AS village,
    h.list,
    a.result
FROM mart.members m
LEFT JOIN mart.households h ON m.register = 'roster' AND h.batch_id = m.batch_id AND h.household_id = m.household_id
LEFT JOIN mart.applications a ON
    m.register = 'application' AND a.batch_id = m.batch_id AND a.household_id = m.household_id
WHERE m.batch_id = $batch_id AND m.person_id = $key
ORDER BY m.register DESC, m.household_id

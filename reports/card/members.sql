-- One row per member row of the household in its register, the head first.
SELECT person_id, name, resident_id_masked, relation, is_covered, is_dead, is_authorised, age, file, sheet, "row"
FROM mart.members
WHERE batch_id = $batch_id AND register = $register AND household_id = $key
ORDER BY relation IN ('head', '户主') DESC, file, sheet, "row", person_id

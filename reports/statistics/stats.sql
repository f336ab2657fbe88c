-- One row per measure and scope of the batch, in the order in which the assessment wrote them.
SELECT scope, scope_name, measure, households, household_times, persons, person_times, amount, denominator
FROM mart.stats
WHERE batch_id = $batch_id
ORDER BY list_position(['county', 'township', 'village', 'department'], scope), scope_name, measure

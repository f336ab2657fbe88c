-- One row per household that is on a list, with its standing findings; the weightiest list first within a village.
WITH standing AS (
    SELECT
        household_id,
        list(
            { 'code': code, 'effect': effect, 'state': state, 'value': value, 'limit_value': limit_value, 'unit': unit }
            ORDER BY code, finding_id
        ) AS findings
    FROM mart.findings
    WHERE batch_id = $batch_id AND register = 'roster' AND state NOT IN ('suppressed', 'exempted')
    GROUP BY household_id
)

SELECT
    coalesce(nullif(trim(h.township), ''), '未知乡镇') AS township,
    coalesce(nullif(trim(h.village), ''), '未知村') AS village,
    h.household_id,
    h.head_name,
    h.programme,
    h.size,
    h.list,
    h.suggested_programme,
    h.colour,
    h.is_complete,
    s.findings
FROM mart.households h
LEFT JOIN standing s USING (household_id)
WHERE h.batch_id = $batch_id AND h.list IS DISTINCT FROM 'keep'
ORDER BY township, village, list_position(['exit', 'gradual_exit', 'adjust', 'review'], h.list), h.household_id

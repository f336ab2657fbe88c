-- vehicles: distinct plates, in use or overdue, not of an exempt class or use.
SELECT
    scenario,
    household_no,
    'vehicles' AS total,
    person_no,
    evidence_id,
    tier,
    CASE WHEN row_number() OVER same = 1 THEN 1 ELSE 0 END AS counted,
    CASE WHEN row_number() OVER same > 1 THEN '同一车辆，不重复计' ELSE '机动车 ' || coalesce(label, item) END AS arithmetic
FROM living_evidence
WHERE kind = 'vehicle' AND status IN ('active', 'overdue')
    AND NOT list_contains(words('vehicle.exempt_plate_classes'), category)
    AND NOT coalesce(list_contains(words('vehicle.exempt_uses'), detail), false)
WINDOW same AS (PARTITION BY scenario, household_no, kind, coalesce(item, fact_id::VARCHAR) ORDER BY tier, evidence_id)

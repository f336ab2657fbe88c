-- S02 户籍迁出: a member moved out after the latest move_in.
-- Clause: 《最低生活保障审核确认办法》关于申请人户籍和居住地的规定 (docs/rules.md#s02)
WITH moves AS (
    SELECT
        scenario,
        household_no,
        person_no,
        max(happened_on) FILTER (WHERE kind = 'move_out') AS out_on,
        max(happened_on) FILTER (WHERE kind = 'move_in') AS in_on,
        arg_max(evidence_id, (happened_on, evidence_id)) FILTER (WHERE kind = 'move_out') AS evidence_id,
        arg_max(label, (happened_on, evidence_id)) FILTER (WHERE kind = 'move_out') AS destination
    FROM living_evidence
    WHERE kind IN ('move_out', 'move_in') AND scenario = 'certain' AND happened_on <= as_of()
    GROUP BY scenario, household_no, person_no
)

SELECT
    m.scenario,
    m.household_no,
    h.programme,
    count(*)::INTEGER AS value,
    NULL AS limit_value,
    '人' AS unit,
    'review' AS effect,
    min(m.person_no) AS person_no,
    list(m.evidence_id ORDER BY m.out_on DESC, m.evidence_id) AS evidence_ids,
    string_agg(
        p.name || '户口于 ' || strftime(m.out_on, '%Y-%m-%d') || ' 迁出' || coalesce('至' || m.destination, ''),
        '；' ORDER BY m.person_no
    ) AS explanation
FROM moves m
JOIN households h USING (household_no)
JOIN people p USING (person_no)
WHERE m.out_on IS NOT NULL AND (m.in_on IS NULL OR m.out_on > m.in_on)
GROUP BY m.scenario, m.household_no, h.programme

-- X01 平台预警: a platform alert of the last 6 months names a member (T1, T2). Needs no authorisation.
-- Clause: 国办发〔2023〕39号意见：低收入人口动态监测预警 (docs/rules.md#x01)
SELECT
    'certain' AS scenario,
    a.household_no,
    h.programme,
    count(*)::INTEGER AS value,
    NULL AS limit_value,
    '条' AS unit,
    'review' AS effect,
    arg_max(a.person_no, (a.happened_on, a.evidence_id)) AS person_no,
    list(a.evidence_id ORDER BY a.happened_on DESC, a.evidence_id) AS evidence_ids,
    string_agg(
        format('{} 平台预警：{}', strftime(a.happened_on, '%Y-%m-%d'), a.label),
        '；' ORDER BY a.happened_on DESC, a.evidence_id
    ) AS explanation
FROM (SELECT m.household_no, m.person_no, m.tier, e.* FROM member_evidence m JOIN alerts e USING (evidence_id)) a
JOIN households h USING (household_no)
WHERE h.register = 'roster' AND a.tier <= 'T2'
GROUP BY a.household_no, h.programme

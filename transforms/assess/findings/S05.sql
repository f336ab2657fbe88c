-- S05 授权缺失: a member has no valid authorisation on as_of (list 补签).
-- Clause: 《社会救助暂行办法》第五十八条；《最低生活保障审核确认办法》关于授权核查家庭经济状况的规定 (docs/rules.md#s05)
SELECT
    'certain' AS scenario,
    m.household_no,
    h.programme,
    count(*)::INTEGER AS value,
    NULL AS limit_value,
    '人' AS unit,
    'review' AS effect,
    arg_min(m.person_no, m.known_no) AS person_no,
    []::BIGINT[] AS evidence_ids,
    arg_min(d.source, d.known_no) AS source,
    '需补签核对授权：' || string_agg(m.name, '、' ORDER BY m.known_no) AS explanation
FROM members m
JOIN households h USING (household_no)
JOIN delivered_members d ON d.known_no = m.known_no
WHERE NOT m.is_authorised
GROUP BY m.household_no, h.programme

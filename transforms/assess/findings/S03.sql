-- S03 重复享受: one resident ID in two roster households, whatever the programmes; both get it. From the roster alone.
-- Clause: 《最低生活保障审核确认办法》关于以家庭为单位申请和共同生活家庭成员的规定 (docs/rules.md#s03)
WITH held AS (SELECT DISTINCT resident_id, household_no FROM members WHERE register = 'roster'),

twice AS (
    SELECT a.household_no, a.resident_id, b.household_no AS other_no
    FROM held a
    JOIN held b ON b.resident_id = a.resident_id AND b.household_no <> a.household_no
)

SELECT
    'certain' AS scenario,
    t.household_no,
    h.programme,
    count(DISTINCT t.resident_id)::INTEGER AS value,
    NULL AS limit_value,
    '人' AS unit,
    'review' AS effect,
    min(m.person_no) AS person_no,
    []::BIGINT[] AS evidence_ids,
    arg_min(d.source, d.known_no) AS source,
    string_agg(
        DISTINCT m.name || '同时在 ' || o.household_id || ' 户', '；' ORDER BY m.name || '同时在 ' || o.household_id || ' 户'
    ) AS explanation
FROM twice t
JOIN households h USING (household_no)
JOIN households o ON o.household_no = t.other_no
JOIN members m ON m.household_no = t.household_no AND m.resident_id = t.resident_id
JOIN delivered_members d ON d.known_no = m.known_no
GROUP BY t.household_no, h.programme

-- S11 城乡身份变化: urban_dibao and the head's registry entry says rural, or rural_dibao and it says urban. Needs no
-- authorisation.
-- Clause: 《最低生活保障审核确认办法》关于城乡低保适用标准的规定 (docs/rules.md#s11)
SELECT
    'certain' AS scenario,
    h.household_no,
    h.programme,
    NULL AS value,
    NULL AS limit_value,
    NULL AS unit,
    'review' AS effect,
    h.head_person_no AS person_no,
    (
        SELECT list(e.evidence_id ORDER BY e.evidence_id) FROM register_entries e
        WHERE e.person_no = h.head_person_no AND e.tier <= 'T2' AND e.hukou_kind = h.head_kind
    ) AS evidence_ids,
    format(
        '户主户籍为{}，现享受{}',
        CASE h.head_kind WHEN 'urban' THEN '城镇' ELSE '农村' END,
        CASE h.programme WHEN 'urban_dibao' THEN '城市低保' ELSE '农村低保' END
    ) AS explanation
FROM households h
WHERE h.register = 'roster'
    AND (
        (h.programme = 'urban_dibao' AND h.head_kind = 'rural')
        OR (h.programme = 'rural_dibao' AND h.head_kind = 'urban')
    )

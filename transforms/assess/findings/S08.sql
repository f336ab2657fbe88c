-- S08 名册不一致: household_size differs from the member rows; no head or several; head_id not a member; covered_size above
-- household_size. An empty number is not tested. From the roster alone.
-- Clause: 《最低生活保障审核确认办法》关于家庭人口状况动态管理的规定 (docs/rules.md#s08)
WITH counted AS (
    SELECT
        h.household_no,
        count(m.known_no)::INTEGER AS member_rows,
        count(m.known_no) FILTER (WHERE m.relation = 'head')::INTEGER AS heads,
        coalesce(bool_or(m.resident_id = full_id(h.head_id)), false) AS has_head_id
    FROM households h
    LEFT JOIN members m USING (household_no)
    GROUP BY h.household_no
),

noted AS (
    SELECT
        h.*,
        c.member_rows,
        list_filter([
            CASE
                WHEN h.household_size <> c.member_rows
                    THEN format('登记家庭人口 {} 人，成员 {} 行', h.household_size, c.member_rows)
            END,
            CASE WHEN c.heads <> 1 THEN format('户主 {} 人', c.heads) END,
            CASE WHEN NOT c.has_head_id THEN '户主证件号码不在成员中' END,
            CASE
                WHEN h.covered_size > h.household_size
                    THEN format('保障人口 {} 人多于家庭人口 {} 人', h.covered_size, h.household_size)
            END
        ], n -> n IS NOT NULL) AS notes
    FROM households h
    JOIN counted c USING (household_no)
)

SELECT
    'certain' AS scenario,
    household_no,
    programme,
    member_rows AS value,
    household_size AS limit_value,
    '人' AS unit,
    'review' AS effect,
    head_person_no AS person_no,
    []::BIGINT[] AS evidence_ids,
    source,
    array_to_string(notes, '；') AS explanation
FROM noted
WHERE len(notes) > 0

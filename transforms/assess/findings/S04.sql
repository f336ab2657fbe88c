-- S04 身份信息不符: a roster ID fails its check digit (from the roster alone), or the register has the same ID under a name
-- written otherwise (T2, T3 a) or unrelated (conflict).
-- Clause: 《社会救助暂行办法》第五十八条：民政部门可以通过户籍管理等单位查询、核对家庭状况 (docs/rules.md#s04)
WITH damaged AS (
    SELECT
        m.household_no,
        m.person_no,
        NULL::BIGINT AS evidence_id,
        m.known_no,
        m.known_no AS roster_no,
        m.name || '名册证件号码校验不通过' AS note
    FROM members m
    -- what is a person's own ID need not be proved
    WHERE CASE WHEN resident_id_of(m.person_no) = m.resident_id THEN false ELSE NOT is_resident_id(m.resident_id) END
),

doubted AS (
    SELECT evidence_id, party, person_no, '写法不同' AS doubt FROM matches WHERE tier IN ('T2', 'T3')
    UNION ALL
    SELECT evidence_id, party, person_no, '不一致' FROM match_rejects WHERE tier = 'conflict'
),

renamed AS (
    SELECT
        m.household_no,
        m.person_no,
        x.evidence_id,
        m.known_no,
        NULL,
        m.name || '名册姓名与户籍登记姓名（' || n.name || '）' || x.doubt
    FROM members m
    JOIN doubted x ON x.person_no = m.person_no
    JOIN mentions n ON n.evidence_id = x.evidence_id AND n.party = x.party
    WHERE n.kind = 'registered'
        AND m.is_authorised
        AND (m.link_tier = 'T1' OR x.doubt = '不一致')
        AND coalesce(resident_id_of(n.key), full_id(n.odd_id)) = m.resident_id
),

noted AS (
    SELECT * FROM damaged
    UNION ALL
    SELECT * FROM renamed
)

SELECT
    'certain' AS scenario,
    n.household_no,
    h.programme,
    count(DISTINCT n.known_no)::INTEGER AS value,
    NULL AS limit_value,
    '人' AS unit,
    'review' AS effect,
    arg_min(n.person_no, n.known_no) AS person_no,
    coalesce(list(n.evidence_id ORDER BY n.evidence_id) FILTER (WHERE n.evidence_id IS NOT NULL), []) AS evidence_ids,
    arg_min(d.source, d.known_no) FILTER (WHERE d.known_no IS NOT NULL) AS source,
    string_agg(n.note, '；' ORDER BY n.known_no, n.note) AS explanation
FROM noted n
JOIN households h USING (household_no)
LEFT JOIN delivered_members d ON d.known_no = n.roster_no
GROUP BY n.household_no, h.programme

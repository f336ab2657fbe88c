-- S09 残疾信息变化: the roster says disabled and the certificate is expired or cancelled, or the levels of roster and
-- certificate differ. An empty roster level is not tested; no certificate found means nothing. A valid certificate
-- speaks before an invalid one, the latest first.
-- Clause: 《社会救助暂行办法》第十三条（家庭成员状况变化）；残疾人证管理的有关规定 (docs/rules.md#s09)
WITH certificates AS (
    SELECT
        household_no,
        person_no,
        arg_max(
            { 'status': status, 'ended_on': ended_on, 'level': quantity, 'evidence_id': evidence_id },
            (
                status = 'valid' AND (ended_on IS NULL OR ended_on >= as_of()),
                coalesce(happened_on, DATE '1900-01-01'),
                evidence_id
            )
        ) AS c
    FROM living_evidence
    WHERE scenario = 'certain' AND kind = 'disability'
    GROUP BY household_no, person_no
),

held AS (
    SELECT m.*, c, level_digit(m.disability_level) AS roster_level
    FROM members m
    JOIN certificates USING (household_no, person_no)
),

noted AS (
    SELECT
        m.* EXCLUDE (c),
        c.evidence_id,
        list_filter([
            CASE
                WHEN m.is_disabled AND c.status = 'cancelled' THEN '残疾人证已注销'
                WHEN m.is_disabled AND (c.status = 'expired' OR c.ended_on < as_of()) THEN '残疾人证已过期'
            END,
            CASE
                WHEN roster_level <> c.level THEN format('名册残疾 {} 级，残疾人证 {} 级', roster_level, c.level::INTEGER)
            END
        ], n -> n IS NOT NULL) AS notes
    FROM held m
)

SELECT
    'certain' AS scenario,
    n.household_no,
    h.programme,
    count(*)::INTEGER AS value,
    NULL AS limit_value,
    '人' AS unit,
    'review' AS effect,
    arg_min(n.person_no, n.known_no) AS person_no,
    list(n.evidence_id ORDER BY n.known_no) AS evidence_ids,
    string_agg(n.name || array_to_string(n.notes, '，'), '；' ORDER BY n.known_no) AS explanation
FROM noted n
JOIN households h USING (household_no)
WHERE len(n.notes) > 0
GROUP BY n.household_no, h.programme

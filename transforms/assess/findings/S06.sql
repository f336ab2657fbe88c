-- S06 未申报配偶: the latest marriage event of a covered member is a marriage, and the spouse is neither a member nor known
-- dead (T1 or T2).
-- Clause: 《最低生活保障审核确认办法》关于共同生活的家庭成员包括配偶的规定 (docs/rules.md#s06)
WITH latest AS (
    SELECT
        household_no,
        person_no,
        arg_max(kind, (happened_on, kind = 'divorce', evidence_id)) AS kind,
        arg_max(evidence_id, (happened_on, kind = 'divorce', evidence_id)) AS evidence_id,
        arg_max(party, (happened_on, kind = 'divorce', evidence_id)) AS party,
        max(happened_on) AS married_on
    FROM living_evidence
    WHERE scenario = 'certain' AND kind IN ('marriage', 'divorce') AND happened_on <= as_of()
    GROUP BY household_no, person_no
),

undeclared AS (  -- a marriage of two members is in the household twice
    SELECT l.*
    FROM latest l
    ANTI JOIN member_evidence o ON
        o.household_no = l.household_no AND o.evidence_id = l.evidence_id AND o.party <> l.party
    WHERE l.kind = 'marriage'
),

spouses AS (
    SELECT l.*, n.name AS spouse_name, x.person_no AS spouse_no
    FROM undeclared l
    JOIN mentions n ON n.evidence_id = l.evidence_id AND n.party <> l.party AND n.kind = 'marriage'
    LEFT JOIN matches x ON x.evidence_id = n.evidence_id AND x.party = n.party
)

SELECT
    'certain' AS scenario,
    s.household_no,
    h.programme,
    count(DISTINCT s.person_no)::INTEGER AS value,
    NULL AS limit_value,
    '人' AS unit,
    'review' AS effect,
    min(s.person_no) AS person_no,
    list(DISTINCT s.evidence_id ORDER BY s.evidence_id) AS evidence_ids,
    array_to_string(
        list_sort(
            list(
                DISTINCT m.name
                || '于 '
                || strftime(s.married_on, '%Y-%m-%d')
                || ' 登记结婚，配偶'
                || coalesce(s.spouse_name, '')
                || '未申报为家庭成员'
            )
        ),
        '；'
    ) AS explanation
FROM spouses s
JOIN households h USING (household_no)
JOIN members m ON m.household_no = s.household_no AND m.person_no = s.person_no AND m.is_covered
WHERE NOT EXISTS (FROM members o WHERE o.household_no = s.household_no AND o.person_no = s.spouse_no)
    AND NOT EXISTS (FROM people_dead k WHERE k.person_no = s.spouse_no)
GROUP BY s.household_no, h.programme

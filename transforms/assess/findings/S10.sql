-- S10 复核到期: whole months since the latest of the last completed review, last_review and started_month reach the cycle
-- of the class; none known: nothing.
-- Clause: 《最低生活保障审核确认办法》关于定期核查的规定；《社会救助暂行办法》第十三条 (docs/rules.md#s10)
WITH dated AS (
    SELECT
        h.*,
        greatest(h.last_review, h.started_month, r.reviewed_on) AS reviewed_on,
        coalesce((
            SELECT c.months
            FROM review_cycles c
            WHERE c.word IS NOT NULL AND contains(upper(plain(h.benefit_class)), c.word)
            ORDER BY strpos(upper(plain(h.benefit_class)), c.word), c.position
            LIMIT 1
        ), p('review_cycle_months'))::INTEGER AS cycle
    FROM households h
    LEFT JOIN reviews r ON r.household_id = h.household_id
    WHERE h.register = 'roster'
)

SELECT
    'certain' AS scenario,
    household_no,
    programme,
    months_old(reviewed_on)::INTEGER AS value,
    cycle AS limit_value,
    '个月' AS unit,
    'review' AS effect,
    head_person_no AS person_no,
    []::BIGINT[] AS evidence_ids,
    source,
    format('上次复核 {}，距今 {} 个月，复核周期 {} 个月', strftime(reviewed_on, '%Y-%m'), months_old(reviewed_on)::INTEGER, cycle)
        AS explanation
FROM dated
WHERE months_old(reviewed_on) >= cycle

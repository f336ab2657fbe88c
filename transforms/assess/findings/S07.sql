-- S07 共用账户: one bank_account in two or more roster households. From the roster alone.
-- Clause: 《最低生活保障审核确认办法》关于低保金社会化发放到户的规定 (docs/rules.md#s07)
WITH held AS (
    SELECT household_no, household_id, plain(bank_account) AS account
    FROM households
    WHERE register = 'roster' AND bank_account IS NOT NULL
),

shared AS (
    SELECT account, list(household_id ORDER BY household_id) AS household_ids
    FROM held
    GROUP BY account
    HAVING count(*) > 1
)

SELECT
    'certain' AS scenario,
    h.household_no,
    h.programme,
    len(s.household_ids)::INTEGER AS value,
    1 AS limit_value,
    '户' AS unit,
    'review' AS effect,
    h.head_person_no AS person_no,
    []::BIGINT[] AS evidence_ids,
    h.source,
    '发放账户与其他户共用：' || array_to_string(list_filter(s.household_ids, i -> i <> h.household_id), '、') AS explanation
FROM shared s
JOIN held USING (account)
JOIN households h ON h.household_no = held.household_no

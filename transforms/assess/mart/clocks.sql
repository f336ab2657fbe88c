-- clocks: one row per term of a roster household that ends within 30 days, or has ended undone, and batch. Terms of
-- roster households that end within the notice of docs/rules.md#clocks; the death term also when it has passed, for as
-- long as the dead member stands on the roster.
WITH roster AS (SELECT household_no, household_id FROM households WHERE register = 'roster'),

terms AS (
    SELECT
        'death' AS clock,
        r.household_id,
        d.person_no,
        ['S01'] AS codes,
        d.died_on AS starts_on,
        (d.died_on + to_months(p('death.deadline_months')::INTEGER))::DATE AS ends_on,
        p('expiry.notice_days') AS days
    FROM dead d
    JOIN roster r USING (household_no)
    WHERE d.scenario = 'certain' AND d.died_on IS NOT NULL
    UNION ALL
    SELECT
        'grace',
        household_id,
        NULL,
        list(DISTINCT code ORDER BY code),
        min(effective_month),
        grace_until,
        p('grace.reminder_days')
    FROM answers
    WHERE register = 'roster' AND outcome = '13'
    GROUP BY household_id, grace_until
    UNION ALL
    SELECT
        'exemption',
        household_id,
        NULL,
        list(DISTINCT code ORDER BY code),
        min(outcome_on),
        exempt_until,
        p('expiry.notice_days')
    FROM answers
    WHERE register = 'roster' AND outcome = '20'
    GROUP BY household_id, exempt_until
    UNION ALL
    SELECT
        'exemption',
        x.household_id,
        NULL,
        list(DISTINCT upper(plain(x.finding_code)) ORDER BY upper(plain(x.finding_code))),
        min(x.approved_on),
        x.valid_until,
        p('expiry.notice_days')
    FROM ledger_exemptions x
    WHERE x.approved_on <= as_of()
    GROUP BY x.household_id, x.valid_until
    UNION ALL
    SELECT
        'authorisation',
        r.household_id,
        a.person_no,
        [],
        a.authorised_on,
        a.authorised_until,
        p('expiry.notice_days')
    FROM (
        SELECT household_no, person_no, max(authorised_on) AS authorised_on, max(authorised_until) AS authorised_until
        FROM members
        WHERE authorised_until IS NOT NULL
        GROUP BY household_no, person_no
    ) a
    JOIN roster r USING (household_no)
    UNION ALL
    SELECT
        'certificate',
        r.household_id,
        e.person_no,
        [],
        max(e.happened_on),
        max(coalesce(e.ended_on, DATE '9999-12-31')),
        p('expiry.notice_days')
    FROM living_evidence e
    JOIN roster r USING (household_no)
    WHERE e.scenario = 'certain'
        AND e.kind = 'disability'
        AND e.status = 'valid'
        AND (e.ended_on IS NULL OR e.ended_on >= as_of())
    GROUP BY r.household_id, e.person_no
)

SELECT batch_id() AS batch_id, t.clock, t.household_id, n.person_id, t.codes, t.starts_on, t.ends_on
FROM terms t
LEFT JOIN person_ids n USING (person_no)
WHERE t.household_id IN (SELECT household_id FROM roster)
    AND t.ends_on <= as_of() + t.days::INTEGER
    AND (t.ends_on >= as_of() OR t.clock = 'death')

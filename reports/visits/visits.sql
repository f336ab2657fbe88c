-- One row per visit to be made: a roster household that is not keep, an application that is not plainly eligible, or a
-- lead, unless all that is asked of it was answered; in risk order.
WITH answered AS (
    SELECT register, household_id
    FROM mart.cases c
    WHERE batch_id = $batch_id
        AND (register, household_id, code) IN (
            SELECT (register, household_id, code)
            FROM mart.findings
            WHERE batch_id = $batch_id AND state NOT IN ('suppressed', 'exempted')
        )
    GROUP BY register, household_id
    HAVING bool_and(state = 'closed' AND outcome IS NOT NULL)
),

due AS (
    SELECT register, household_id, min(due_on) AS due_on, list(DISTINCT code ORDER BY code) AS codes
    FROM mart.cases
    WHERE batch_id = $batch_id AND state <> 'closed'
    GROUP BY register, household_id
),

visits AS (
    SELECT
        h.township,
        h.village,
        '在册家庭' AS subject,
        h.household_id AS subject_id,
        h.head_name AS name,
        h.colour,
        h.list AS stands_in,
        h.hardship_index,
        h.reasons AS codes,
        false AS is_lead,
        d.due_on,
        list_position(['exit', 'gradual_exit', 'adjust', 'review'], h.list) AS risk
    FROM mart.households h
    LEFT JOIN due d ON d.register = 'roster' AND d.household_id = h.household_id
    WHERE h.batch_id = $batch_id AND h.list IS DISTINCT FROM 'keep'
        AND NOT EXISTS (FROM answered w WHERE w.register = 'roster' AND w.household_id = h.household_id)
    UNION ALL
    -- Additions weigh as much as exits: an urgent lead comes before all, a red one beside a proposed exit.
    SELECT
        township,
        village,
        '线索',
        lead_id,
        name,
        colour,
        CASE WHEN is_urgent THEN 'urgent' ELSE 'lead' END,
        hardship_index,
        signals,
        true,
        due_on,
        CASE WHEN is_urgent THEN 0 ELSE list_position(['红', '橙', '黄', '蓝'], colour) END
    FROM mart.leads
    WHERE batch_id = $batch_id AND state IS DISTINCT FROM 'answered'
    UNION ALL
    SELECT
        a.township,
        a.village,
        '新申请家庭',
        a.household_id,
        a.head_name,
        NULL,
        a.result,
        a.hardship_index,
        a.reasons,
        false,
        d.due_on,
        CASE a.result WHEN 'ineligible' THEN 1 ELSE 4 END
    FROM mart.applications a
    LEFT JOIN due d ON d.register = 'application' AND d.household_id = a.household_id
    WHERE a.batch_id = $batch_id AND a.result IS DISTINCT FROM 'eligible'
        AND NOT EXISTS (FROM answered w WHERE w.register = 'application' AND w.household_id = a.household_id)
)

SELECT *
FROM visits
ORDER BY risk NULLS LAST, hardship_index DESC NULLS LAST, due_on NULLS LAST, subject, subject_id

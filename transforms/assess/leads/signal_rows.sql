-- signal_rows: one row per subject set, person, kind of signal and evidence row (docs/rules.md#leads). Sets: household
-- = living authorised members at T1 and T2; lead = persons on no roster and in no application, not known dead, at T1 to
-- T3. High medical expense is a sum, out of school an absence.
CREATE OR REPLACE TABLE steps.signal_rows AS
WITH unusable AS (
    SELECT DISTINCT evidence_id
    FROM outreach_reports
    WHERE id_text IS NULL
),

school_age AS (
    SELECT person_no
    FROM minors
    WHERE age BETWEEN p('school.first_age') AND p('school.last_age')
),

candidates AS (
    SELECT
        'household' AS subjects,
        household_no,
        person_no,
        tier,
        evidence_id,
        fact_id,
        kind,
        category,
        status,
        quantity,
        amount,
        happened_on,
        ended_on,
        label,
        month
    FROM living_evidence
    WHERE scenario = 'certain'
        AND kind IN (
            'disability', 'serious_illness', 'medical_expense', 'monitored', 'disaster', 'hardship_worker',
            'outreach', 'platform_alert'
        )
    UNION ALL
    SELECT
        'lead',
        NULL,
        x.person_no,
        x.tier,
        e.evidence_id,
        e.fact_id,
        e.kind,
        e.category,
        e.status,
        e.quantity,
        e.amount,
        e.happened_on,
        e.ended_on,
        e.label,
        e.month
    FROM matches x
    JOIN evidence e USING (evidence_id)
    ANTI JOIN people_on_registers r ON r.person_no = x.person_no
    ANTI JOIN people_dead d ON d.person_no = x.person_no
    ANTI JOIN unusable u ON u.evidence_id = x.evidence_id
    WHERE x.tier <= 'T3'
        AND e.kind IN (
            'disability', 'serious_illness', 'medical_expense', 'monitored', 'disaster', 'hardship_worker',
            'outreach', 'platform_alert', 'fiscal_pay'
        )
),

bills AS (
    SELECT *
    FROM candidates
    WHERE kind = 'medical_expense' AND in_last_months(happened_on, p('medical_expense.months'))
),

cited_again AS (  -- a fact counts once for a person
    SELECT subjects, household_no, person_no, fact_id, arg_min(evidence_id, (tier, evidence_id)) AS best
    FROM bills
    GROUP BY subjects, household_no, person_no, fact_id
    HAVING count(*) > 1
),

medical AS (
    SELECT b.*
    FROM bills b
    LEFT JOIN cited_again a ON
        a.subjects = b.subjects
        AND a.household_no IS NOT DISTINCT FROM b.household_no
        AND a.person_no = b.person_no
        AND a.fact_id = b.fact_id
    WHERE a.best IS NULL OR a.best = b.evidence_id
),

high_medical AS (
    SELECT subjects, household_no, person_no
    FROM medical
    GROUP BY subjects, household_no, person_no
    HAVING sum(amount) >= p('lead.high_medical_expense')
),

on_payroll AS (
    SELECT person_no
    FROM (
        SELECT DISTINCT ON (person_no) person_no, category, month
        FROM candidates
        WHERE subjects = 'lead' AND kind = 'fiscal_pay' AND tier <= 'T2' AND month <= as_of()
        ORDER BY person_no, month DESC, evidence_id DESC
    )
    WHERE months_old(month) <= p('fiscal_pay.months') AND category NOT IN ('village_cadre', 'public_welfare_post')
),

unschooled_members AS MATERIALIZED (
    SELECT DISTINCT m.household_no, m.person_no
    FROM members m
    SEMI JOIN school_age USING (person_no)
    ANTI JOIN dead d ON d.scenario = 'certain' AND d.household_no = m.household_no AND d.person_no = m.person_no
    ANTI JOIN living_evidence e ON
        e.scenario = 'certain'
        AND e.household_no = m.household_no
        AND e.person_no = m.person_no
        AND e.kind = 'enrolment'
        AND e.status = 'enrolled'
    WHERE is_known('enrolment')
),

unschooled_others AS (
    SELECT person_no
    FROM school_age
    ANTI JOIN people_on_registers USING (person_no)
    ANTI JOIN people_dead USING (person_no)
    ANTI JOIN (
        SELECT x.person_no
        FROM matches x
        JOIN evidence e USING (evidence_id)
        WHERE e.kind = 'enrolment' AND e.status = 'enrolled' AND x.tier <= 'T3'
    ) USING (person_no)
    WHERE is_known('enrolment')
),

out_of_school AS (
    SELECT 'household' AS subjects, household_no, person_no, tier, evidence_id
    FROM scenario_evidence
    SEMI JOIN unschooled_members USING (household_no, person_no)
    WHERE scenario = 'certain'
    UNION ALL
    SELECT 'lead', NULL, x.person_no, x.tier, x.evidence_id
    FROM register_entries x
    SEMI JOIN unschooled_others USING (person_no)
),

signalled AS (
    SELECT
        *,
        CASE
            WHEN says_severe_disability(kind, category, status, ended_on) THEN 'severe_disability'
            WHEN says_serious_illness(kind, category, quantity) THEN 'serious_illness'
            WHEN kind = 'monitored' AND status = 'at_risk' THEN 'monitored'
            WHEN kind = 'disaster' AND in_last_months(happened_on, p('disaster.months')) THEN 'disaster'
            WHEN kind = 'hardship_worker' AND (ended_on IS NULL OR ended_on > as_of()) THEN 'hardship_worker'
            WHEN kind = 'outreach' AND in_last_months(happened_on, p('outreach.months')) THEN 'outreach'
            WHEN kind = 'platform_alert'
                AND in_last_months(happened_on, p('platform_alert.months'))
                THEN 'platform_alert'
        END AS signal
    FROM candidates
    UNION ALL
    SELECT m.*, 'high_medical_expense'
    FROM medical m
    JOIN high_medical h ON
        h.subjects = m.subjects AND h.household_no IS NOT DISTINCT FROM m.household_no AND h.person_no = m.person_no
),

told AS (
    SELECT
        subjects,
        household_no,
        person_no,
        tier,
        evidence_id,
        signal,
        happened_on,
        label,
        kind = 'outreach' AND status = 'urgent' AS is_urgent
    FROM signalled
    WHERE signal IS NOT NULL
    UNION ALL
    SELECT
        o.subjects,
        o.household_no,
        o.person_no,
        o.tier,
        o.evidence_id,
        'out_of_school',
        e.happened_on,
        e.label,
        false
    FROM out_of_school o
    JOIN evidence e ON e.evidence_id = o.evidence_id AND e.kind = 'registered'
)

SELECT t.* FROM told t ANTI JOIN on_payroll q ON q.person_no = CASE t.subjects WHEN 'lead' THEN t.person_no END;

-- signal_rows: one row per subject set, person, kind of signal and evidence row (section 7). Sets: household = living authorised members at T1 and T2;
-- lead = persons on no roster and in no application, not known dead, at T1 to T3. High medical expense is a sum, out of school an absence.
CREATE OR REPLACE TEMP TABLE signal_rows AS
WITH on_registers AS (
    SELECT DISTINCT l.person_no FROM known_links l JOIN known_people k USING (known_no) WHERE k.register IN ('roster', 'application') AND l.tier <> 'conflict'
), known_dead AS (
    SELECT DISTINCT x.person_no FROM matches x JOIN evidence e USING (evidence_id)
    WHERE e.kind = 'death' AND x.tier <= 'T2' AND (e.happened_on IS NULL OR e.happened_on <= as_of())
), unusable AS (
    SELECT DISTINCT evidence_id FROM mentions WHERE kind = 'outreach' AND id_text IS NULL
), school_age AS (
    SELECT person_no FROM people WHERE date_sub('year', birth_date, as_of()) BETWEEN 6 AND 15
), rows_named AS (  -- register entries and enrolments only of children of school age
    SELECT 'household' AS subjects, household_no, person_no, tier, evidence_id FROM living_evidence
    WHERE scenario = 'certain' AND kind IN ('disability', 'serious_illness', 'medical_expense', 'monitored', 'disaster', 'hardship_worker', 'outreach', 'platform_alert')
    UNION ALL
    SELECT 'household', s.household_no, s.person_no, s.tier, s.evidence_id
    FROM scenario_evidence s SEMI JOIN school_age USING (person_no)
    ANTI JOIN dead d ON d.scenario = 'certain' AND d.household_no = s.household_no AND d.person_no = s.person_no
    WHERE s.scenario = 'certain' AND s.kind IN ('registered', 'enrolment')
    UNION ALL
    SELECT 'lead', NULL, x.person_no, x.tier, x.evidence_id
    FROM matches x JOIN evidence e USING (evidence_id) LEFT JOIN school_age c USING (person_no)
    ANTI JOIN on_registers r ON r.person_no = x.person_no
    ANTI JOIN known_dead d ON d.person_no = x.person_no
    ANTI JOIN unusable u ON u.evidence_id = x.evidence_id
    WHERE x.tier <= 'T3'
      AND (e.kind IN ('disability', 'serious_illness', 'medical_expense', 'monitored', 'disaster', 'hardship_worker', 'outreach', 'platform_alert', 'fiscal_pay')
           OR (c.person_no IS NOT NULL AND e.kind IN ('registered', 'enrolment')))
), candidates AS (
    SELECT r.subjects, r.household_no, r.person_no, r.tier, e.evidence_id, e.fact_id, e.kind, e.category, e.status, e.quantity, e.amount, e.happened_on, e.ended_on, e.label, e.month
    FROM rows_named r JOIN evidence e USING (evidence_id)
), medical AS (
    SELECT DISTINCT ON (subjects, household_no, person_no, fact_id) * FROM candidates
    WHERE kind = 'medical_expense' AND in_last_months(happened_on, 12) ORDER BY subjects, household_no, person_no, fact_id, tier, evidence_id
), high_medical AS (
    SELECT subjects, household_no, person_no, sum(amount) AS paid FROM medical GROUP BY subjects, household_no, person_no
    HAVING sum(amount) >= p('lead.high_medical_expense')
), enrolled AS (SELECT DISTINCT subjects, household_no, person_no FROM candidates WHERE kind = 'enrolment' AND status = 'enrolled'),
on_payroll AS (
    SELECT person_no FROM (SELECT DISTINCT ON (person_no) person_no, category, month FROM candidates
        WHERE subjects = 'lead' AND kind = 'fiscal_pay' AND tier <= 'T2' AND month <= as_of() ORDER BY person_no, month DESC, evidence_id DESC)
    WHERE months_old(month) <= 3 AND category NOT IN ('village_cadre', 'public_welfare_post')
), signalled AS (
    SELECT c.*, CASE
        WHEN says_severe_disability(kind, category, status, ended_on) THEN 'severe_disability'
        WHEN says_serious_illness(kind, category, quantity) THEN 'serious_illness'
        WHEN kind = 'monitored' AND status = 'at_risk' THEN 'monitored'
        WHEN kind = 'disaster' AND in_last_months(happened_on, 12) THEN 'disaster'
        WHEN kind = 'hardship_worker' AND (ended_on IS NULL OR ended_on > as_of()) THEN 'hardship_worker'
        WHEN kind = 'outreach' AND in_last_months(happened_on, 6) THEN 'outreach'
        WHEN kind = 'platform_alert' AND in_last_months(happened_on, 6) THEN 'platform_alert' END AS signal
    FROM candidates c
    UNION ALL
    SELECT m.*, 'high_medical_expense' FROM medical m JOIN high_medical h ON h.subjects = m.subjects AND h.household_no IS NOT DISTINCT FROM m.household_no AND h.person_no = m.person_no
    UNION ALL
    SELECT c.*, 'out_of_school' FROM candidates c
    LEFT JOIN enrolled s ON s.subjects = c.subjects AND s.household_no IS NOT DISTINCT FROM c.household_no AND s.person_no = c.person_no
    WHERE c.kind = 'registered' AND is_known('enrolment') AND s.person_no IS NULL
)
SELECT s.*, s.kind = 'outreach' AND s.status = 'urgent' AS is_urgent
FROM signalled s
WHERE s.signal IS NOT NULL AND NOT (s.subjects = 'lead' AND EXISTS (FROM on_payroll q WHERE q.person_no = s.person_no));

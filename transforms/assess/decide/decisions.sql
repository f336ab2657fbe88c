-- decisions: one row per household: the first line of docs/rules.md#decision that applies (roster), and the result of
-- an application. What a finding leads to follows from its class and its effect; lines 1 and 8 are about a death (S01).
-- Whatever no other line takes leads to a review, so that nothing unheard of leaves a household as it is.
CREATE OR REPLACE TABLE steps.decisions AS
WITH classed AS (
    SELECT
        j.*,
        t.class,
        CASE
            WHEN j.code = 'S01' AND j.effect = 'exit' THEN 'all_covered_dead'
            WHEN j.code = 'S01' AND j.effect = 'adjust' THEN 'death_left'
            WHEN t.class = 'property' AND j.effect = 'exit' THEN 'property'
            WHEN t.class = 'income' AND j.effect = 'exit' THEN 'income'
            ELSE 'review'
        END AS leads_to
    FROM judged j
    LEFT JOIN finding_texts t USING (code)
    WHERE NOT j.is_exempted
),

own AS (
    SELECT c.*
    FROM classed c
    JOIN households h ON h.household_no = c.household_no AND h.programme = c.programme
    WHERE NOT c.is_suppressed
),

facts AS (
    SELECT
        h.household_no,
        h.register,
        h.household_id,
        h.programme,
        t.size,
        t.covered,
        t.assessed,
        t.medical_out_of_pocket,
        t.education_fees,
        t.is_partly_earned,
        o.standard,
        coalesce(g.is_in_grace, false) AS is_in_grace,
        coalesce(g.has_ended, false) AS has_had_grace,
        h.programme IN ('urban_dibao', 'rural_dibao', 'tekun') AS is_dibao_or_tekun,
        t.size > 0
        AND t.declared < o.near_limit * t.declared_size
        AND t.verified < o.near_limit * t.size AS is_below_near,
        t.size > 0
        AND t.declared < p('disposable_income_per_capita') * t.declared_size
        AND t.verified < p('disposable_income_per_capita') * t.size AS is_below_disposable,
        t.medical_out_of_pocket + t.education_fees > p('rigid_expense.share') * t.assessed AS has_rigid_share
    FROM households h
    SEMI JOIN own USING (household_no)
    JOIN totals t ON t.scenario = 'certain' AND t.household_no = h.household_no
    JOIN options o ON o.household_no = h.household_no AND o.is_own
    LEFT JOIN graces g ON g.household_id = h.household_id AND h.register = 'roster'
),

found AS (
    SELECT
        household_no,
        bool_or(leads_to = 'all_covered_dead') AS all_covered_dead,
        bool_or(leads_to = 'death_left') AS is_death_left,
        bool_or(leads_to = 'property') AS is_over_property,
        count(*) FILTER (WHERE leads_to = 'property') = 1
        AND bool_or(code = 'P02' AND leads_to = 'property') AS is_vehicle_only,
        bool_or(leads_to = 'income') AS is_over_income,
        bool_or(leads_to = 'review') AS is_any_review,
        bool_or(code = 'S11') AS is_kind_changed,
        list(code ORDER BY code) AS reasons
    FROM own
    GROUP BY household_no
),

stands_elsewhere AS (
    SELECT
        household_no,
        programme,
        bool_or(class IN ('property', 'income')) AS has_any,
        bool_or(leads_to IN ('property', 'income')) AS has_firm
    FROM classed
    GROUP BY household_no, programme
),

lined AS (
    SELECT
        f.*,
        coalesce(d.reasons, []) AS reasons,
        coalesce(d.is_kind_changed, false) AS is_kind_changed,
        coalesce(d.is_vehicle_only, false) AS is_vehicle_only,
        coalesce(d.all_covered_dead, false) AS all_covered_dead,
        coalesce(d.is_over_property, false) AS is_over_property,
        coalesce(d.is_over_income, false) AS is_over_income,
        coalesce(d.is_any_review, false) AS is_any_review,
        coalesce(near.has_any, false) AS near_has_any,
        coalesce(near.has_firm, false) AS near_has_firm,
        coalesce(rigid.has_firm, false) AS rigid_has_firm,
        CASE
            WHEN d.all_covered_dead THEN 1
            WHEN d.is_over_property THEN 2
            WHEN d.is_over_income AND NOT f.is_in_grace AND f.is_dibao_or_tekun AND f.is_below_near
                THEN
                    CASE
                        WHEN f.assessed - f.medical_out_of_pocket <= f.standard * f.size THEN 3
                        WHEN f.is_partly_earned AND NOT f.has_had_grace THEN 4
                        ELSE 5
                    END
            WHEN d.is_over_income AND NOT f.is_in_grace THEN 6
            WHEN d.is_any_review THEN 7
            WHEN d.is_death_left THEN 8
            ELSE 9
        END AS line
    FROM facts f
    LEFT JOIN found d USING (household_no)
    LEFT JOIN stands_elsewhere near ON near.household_no = f.household_no AND near.programme = 'near_dibao'
    LEFT JOIN stands_elsewhere rigid ON rigid.household_no = f.household_no AND rigid.programme = 'rigid_expense'
),

listed AS (
    SELECT
        *,
        CASE
            WHEN line IN (1, 2, 5, 6) THEN 'exit'
            WHEN line = 4 THEN 'gradual_exit'
            WHEN line IN (3, 7) THEN 'review'
            WHEN line = 8 THEN 'adjust'
            ELSE 'keep'
        END AS list,
        CASE
            WHEN covered = 0 OR is_over_property OR is_over_income THEN 'ineligible'
            WHEN is_any_review THEN 'review'
            ELSE 'eligible'
        END AS result
    FROM lined
),

suggested AS (
    SELECT
        *,
        CASE
            WHEN register = 'application'
                THEN CASE
                        WHEN result <> 'ineligible' OR covered = 0 THEN NULL
                        WHEN is_dibao_or_tekun AND NOT near_has_firm THEN 'near_dibao'
                        WHEN programme <> 'rigid_expense' AND NOT rigid_has_firm AND has_rigid_share
                            THEN 'rigid_expense'
                    END
            WHEN line = 2 AND is_vehicle_only AND programme <> 'near_dibao' AND NOT near_has_any THEN 'near_dibao'
            WHEN line IN (4, 5) THEN 'near_dibao'
            WHEN line = 6 AND is_below_disposable AND has_rigid_share THEN 'rigid_expense'
            WHEN list = 'review' AND is_kind_changed
                THEN CASE programme WHEN 'urban_dibao' THEN 'rural_dibao' ELSE 'urban_dibao' END
        END AS suggested_programme
    FROM listed
),

single AS (
    SELECT m.household_no, arg_min(n.person_id, m.known_no) AS person_id
    FROM members m
    JOIN hardship_members w ON w.scenario = 'certain' AND w.household_no = m.household_no AND w.person_no = m.person_no
    JOIN person_ids n ON n.person_no = m.person_no
    GROUP BY m.household_no
),

unauthorised AS (SELECT DISTINCT household_no FROM members WHERE NOT is_authorised),

sources AS (
    SELECT
        bool_and(is_known) FILTER (WHERE kind NOT IN ('deposit', 'deposit_over_limit'))
        AND bool_or(is_known) FILTER (WHERE kind IN ('deposit', 'deposit_over_limit')) AS all_known
    FROM known_kinds
    WHERE kind IN (
            'death', 'registered', 'marriage', 'disability', 'deposit', 'deposit_over_limit', 'security', 'vehicle',
            'dwelling', 'home_purchase', 'business', 'machinery', 'pension', 'fiscal_pay', 'work_relief', 'subsidy',
            'employment'
        )
)

-- a household about which nothing stands is on line 9
SELECT
    h.household_no,
    coalesce(s.line, 9) AS line,
    coalesce(s.list, 'keep') AS list,
    coalesce(s.result, CASE WHEN z.covered = 0 THEN 'ineligible' ELSE 'eligible' END) AS result,
    s.suggested_programme,
    coalesce(s.reasons, []) AS reasons,
    coalesce(g.is_in_grace, false) AS is_in_grace,
    CASE WHEN s.suggested_programme = 'near_dibao' THEN q.person_id END AS suggested_person,
    k.all_known AND u.household_no IS NULL AS is_complete
FROM households h
CROSS JOIN sources k
JOIN sizes z ON z.scenario = 'certain' AND z.household_no = h.household_no
LEFT JOIN suggested s ON s.household_no = h.household_no
LEFT JOIN graces g ON g.household_id = h.household_id AND h.register = 'roster'
LEFT JOIN single q ON q.household_no = h.household_no
LEFT JOIN unauthorised u ON u.household_no = h.household_no;

-- standings: one row per household of the roster or applying: the programme it would have under the policy assessed, if
-- what is proposed were confirmed. A roster household that is not a proposed or gradual exit keeps its own; an
-- application has it when eligible; one on near_dibao or rigid_expense that would be eligible for dibao has dibao.
-- Persons = living covered members.
CREATE OR REPLACE TABLE standings AS
WITH would_be AS (
    SELECT regexp_replace(household_id, '→低保$', '') AS household_id, programme, standard, result
    FROM mart.applications
    WHERE ends_with(household_id, '→低保')
)

SELECT
    'roster' AS register,
    h.household_id,
    h.township,
    h.village,
    h.head_name,
    h.head_id_masked,
    h.programme,
    h.covered AS persons,
    h.list AS outcome,
    h.reasons,
    CASE
        WHEN h.list IN ('exit', 'gradual_exit') THEN h.suggested_programme
        WHEN w.result = 'eligible' THEN w.programme
        ELSE h.programme
    END AS standing,
    CASE WHEN w.result = 'eligible' THEN w.standard ELSE h.standard END AS standard,
    h.income_per_capita AS per_capita,
    h.monthly_benefit
FROM mart.households h
LEFT JOIN would_be w USING (household_id)
UNION ALL
SELECT
    'application',
    household_id,
    township,
    village,
    head_name,
    head_id_masked,
    programme,
    covered,
    result,
    reasons,
    CASE result WHEN 'eligible' THEN programme WHEN 'ineligible' THEN suggested_programme END,
    standard,
    income_per_capita,
    NULL
FROM mart.applications
WHERE NOT ends_with(household_id, '→低保');

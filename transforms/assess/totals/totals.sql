-- totals: one row per scenario and household (docs/rules.md#totals). per_capita is rounded for show; comparisons
-- multiply out instead.
CREATE OR REPLACE TABLE steps.totals AS
WITH sums AS (
    SELECT
        scenario,
        household_no,  -- a sum of decimals has 38 digits: cast at once, for arithmetic on them is slow
        sum(counted) FILTER (total = 'income.pension')::DECIMAL(18, 2) AS pension,
        sum(counted) FILTER (total = 'income.fiscal_pay')::DECIMAL(18, 2) AS fiscal_pay,
        sum(counted) FILTER (total = 'income.work_relief')::DECIMAL(18, 2) AS work_relief,
        sum(counted) FILTER (total = 'income.subsidy')::DECIMAL(18, 2) AS subsidy,
        sum(counted) FILTER (total = 'financial_assets')::DECIMAL(18, 2) AS financial_assets,
        sum(counted) FILTER (total = 'vehicles')::DECIMAL(18, 2) AS vehicles,
        sum(counted) FILTER (total = 'dwellings')::DECIMAL(18, 2) AS dwellings,
        sum(area_sqm) FILTER (WHERE total = 'dwellings') AS dwelling_area_sqm,
        sum(counted) FILTER (total = 'commercial_properties')::DECIMAL(18, 2) AS commercial_properties,
        sum(counted) FILTER (total = 'medical_out_of_pocket')::DECIMAL(18, 2) AS medical,
        sum(counted) FILTER (total = 'education_fees')::DECIMAL(18, 2) AS education
    FROM counted
    GROUP BY scenario, household_no
),

earned AS (
    SELECT DISTINCT scenario, household_no
    FROM streams
    WHERE kind = 'fiscal_pay' AND category IN ('village_cadre', 'public_welfare_post') AND counted > 0
),

filled AS (
    SELECT
        z.*,
        h.register,
        coalesce(h.declared_annual_income, 0)::DECIMAL(18, 2) AS declared,
        greatest(coalesce(h.household_size, 0), z.size) AS declared_size,
        coalesce(s.pension, 0)::DECIMAL(18, 2) AS pension,
        coalesce(s.fiscal_pay, 0)::DECIMAL(18, 2) AS fiscal_pay,
        coalesce(s.work_relief, 0)::DECIMAL(18, 2) AS work_relief,
        coalesce(s.subsidy, 0)::DECIMAL(18, 2) AS subsidy,
        coalesce(s.financial_assets, 0)::DECIMAL(18, 2) AS financial_assets,
        coalesce(s.vehicles, 0)::INTEGER AS vehicles,
        coalesce(s.dwellings, 0)::INTEGER AS dwellings,
        coalesce(s.dwelling_area_sqm, 0)::DECIMAL(18, 2) AS dwelling_area_sqm,
        coalesce(s.commercial_properties, 0)::INTEGER AS commercial_properties,
        greatest(coalesce(s.medical, 0), 0)::DECIMAL(18, 2) AS medical_out_of_pocket,
        coalesce(s.education, 0)::DECIMAL(18, 2) AS education_fees,
        e.household_no IS NOT NULL OR coalesce(s.work_relief, 0) > 0 AS is_partly_earned
    FROM sizes z
    JOIN households h USING (household_no)
    LEFT JOIN sums s USING (scenario, household_no)
    LEFT JOIN earned e USING (scenario, household_no)
),

verified AS (
    SELECT *, (pension + fiscal_pay + work_relief + subsidy)::DECIMAL(18, 2) AS verified
    FROM filled
)

SELECT
    *,
    greatest(declared, verified) AS assessed,
    CASE WHEN size > 0 THEN greatest(declared / declared_size, verified / size) END::DECIMAL(18, 2) AS per_capita
FROM verified;

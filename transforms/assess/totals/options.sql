-- options: one row per household and programme it has, applies for or might move to, with the limits there
-- (docs/rules.md#standards). *_lifted = the same with the urban standard where the register that would tell is unknown
-- (docs/rules.md#unknown).
CREATE OR REPLACE TABLE steps.options AS
WITH programmes AS (
    SELECT household_no, programme, true AS is_own FROM households
    UNION ALL
    SELECT h.household_no, other.programme, false
    FROM households h, (VALUES ('near_dibao'), ('rigid_expense')) AS other (programme)
    WHERE other.programme <> h.programme
),

standards AS (
    SELECT
        o.*,
        h.head_kind,
        CASE
            WHEN o.programme = 'urban_dibao' THEN 'urban'
            WHEN o.programme = 'rural_dibao' THEN 'rural'
            WHEN h.head_kind = 'urban' THEN 'urban'
            ELSE 'rural'
        END AS standard_kind,
        CASE WHEN o.programme IN ('urban_dibao', 'rural_dibao') THEN 'dibao' ELSE o.programme END AS cap_of
    FROM programmes o
    JOIN households h USING (household_no)
),

amounts AS (  -- one row per programme and standard
    SELECT
        k.*,
        v.number::DECIMAL(18, 2) AS standard,
        c.number AS cap_multiple,
        CASE
            WHEN k.programme NOT IN ('urban_dibao', 'rural_dibao') AND NOT is_known('registered')
                THEN p('dibao_standard.urban')
            ELSE v.number
        END::DECIMAL(18, 2) AS standard_lifted
    FROM (SELECT DISTINCT programme, standard_kind, cap_of FROM standards) k
    JOIN parameters v ON v.id = 'dibao_standard.' || k.standard_kind
    JOIN parameters c ON c.id = 'financial_cap.' || k.cap_of
),

ceilings AS (
    SELECT
        *,
        (p('near_dibao.ratio') * standard)::DECIMAL(18, 2) AS near_limit,
        (p('near_dibao.ratio') * standard_lifted)::DECIMAL(18, 2) AS near_limit_lifted
    FROM amounts
),

limits AS (
    SELECT
        *,
        (cap_multiple * standard)::DECIMAL(18, 2) AS cap_per_capita,
        (cap_multiple * standard_lifted)::DECIMAL(18, 2) AS cap_per_capita_lifted,
        CASE programme
            WHEN 'near_dibao' THEN near_limit
            WHEN 'rigid_expense' THEN p('disposable_income_per_capita')
            ELSE standard
        END::DECIMAL(18, 2) AS income_limit,
        CASE programme
            WHEN 'near_dibao' THEN near_limit_lifted
            WHEN 'rigid_expense' THEN p('disposable_income_per_capita')
            ELSE standard_lifted
        END::DECIMAL(18, 2) AS income_limit_lifted
    FROM ceilings
)

SELECT s.household_no, s.is_own, l.* FROM standards s JOIN limits l USING (programme, standard_kind);

-- dwellings: distinct current dwelling units, and active market contracts of the last months whose location is not that
-- of a current unit of the household. area_sqm belongs to the area rule of P03.
WITH bought AS (
    SELECT *
    FROM living_evidence
    WHERE kind = 'home_purchase'
        AND status = 'active'
        AND category = 'market'
        AND in_last_months(happened_on, p('home_purchase.months')::INTEGER)
),

places AS (
    SELECT scenario, household_no, plain(label) AS place
    FROM living_evidence
    SEMI JOIN bought USING (scenario, household_no)
    WHERE kind IN ('dwelling', 'commercial_property', 'parking', 'storage', 'homestead') AND status = 'current'
),

units AS (
    SELECT * FROM living_evidence WHERE kind = 'dwelling' AND status = 'current'
    UNION ALL
    SELECT b.*
    FROM bought b
    ANTI JOIN places q ON q.scenario = b.scenario AND q.household_no = b.household_no AND q.place = plain(b.label)
)

SELECT
    scenario,
    household_no,
    'dwellings' AS total,
    person_no,
    evidence_id,
    tier,
    CASE WHEN row_number() OVER same = 1 THEN 1 ELSE 0 END AS counted,
    CASE WHEN row_number() OVER same = 1 THEN coalesce(quantity, 0) ELSE 0 END AS area_sqm,
    CASE
        WHEN row_number() OVER same > 1 THEN '同一住房，不重复计'
        ELSE format(
                '{} {}（{}㎡）',
                CASE kind WHEN 'dwelling' THEN '住房' ELSE '网签合同' END,
                label,
                coalesce(area(quantity), '面积不详')
            )
    END AS arithmetic
FROM units
WINDOW same AS (PARTITION BY scenario, household_no, kind, coalesce(item, fact_id::VARCHAR) ORDER BY tier, evidence_id)

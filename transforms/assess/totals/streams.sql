-- streams: one row per scenario, household, member and monthly stream (a pension scheme, or pay): the latest month
-- delivered, and what it counts. As docs/rules.md#totals says of pension and pay: nothing when older than
-- income.latest_months, suspended or ended; of retired pay and an institution pension the larger counts. An arrears
-- month is not a rate (docs/rules.md#arrears): is_arrears = the latest month is over income.arrears_ratio × the median
-- of the others.
CREATE OR REPLACE TABLE steps.streams AS
WITH months AS (
    SELECT
        scenario,
        household_no,
        person_no,
        kind,
        CASE kind WHEN 'pension' THEN category END AS scheme,
        month,
        amount,
        amount_excluded,
        status,
        category,
        evidence_id,
        tier,
        row_number() OVER latest AS recency
    FROM living_evidence
    WHERE kind IN ('pension', 'fiscal_pay') AND month <= as_of()
    WINDOW latest AS (
        PARTITION BY scenario, household_no, person_no, kind, CASE kind WHEN 'pension' THEN category END
        ORDER BY month DESC, observed_on DESC, evidence_id DESC
    )
),

rates AS (
    SELECT
        scenario,
        household_no,
        person_no,
        kind,
        scheme,
        arg_min(amount, recency) AS monthly,
        arg_min(coalesce(amount_excluded, 0), recency) AS basic,
        arg_min(status, recency) AS status,
        arg_min(category, recency) AS category,
        arg_min(month, recency) AS month,
        arg_min(evidence_id, recency) AS evidence_id,
        arg_min(tier, recency) AS tier,
        median(amount) FILTER (WHERE recency > 1) AS other_median
    FROM months
    GROUP BY scenario, household_no, person_no, kind, scheme
),

yearly AS (
    SELECT
        *,
        CASE
            WHEN months_old(month) > p('income.latest_months') OR coalesce(status, 'paid') IN ('suspended', 'ended')
                THEN 0
            WHEN scheme = 'resident' AND p('pension.basic_excluded') = 1 THEN 12 * (monthly - basic)
            ELSE 12 * monthly
        END::DECIMAL(18, 2) AS yearly,
        coalesce(monthly > p('income.arrears_ratio') * other_median, false) AS is_arrears
    FROM rates
),

paired AS (
    SELECT pen.scenario, pen.household_no, pen.person_no, pen.yearly AS pension_yearly, pay.yearly AS pay_yearly
    FROM yearly pen
    JOIN yearly pay USING (scenario, household_no, person_no)
    WHERE pen.kind = 'pension' AND pen.scheme = 'institution' AND pay.kind = 'fiscal_pay' AND pay.category = 'retired'
)

SELECT
    y.*,
    CASE
        WHEN y.kind = 'fiscal_pay' AND y.category = 'retired' AND q.pension_yearly > q.pay_yearly THEN 0
        WHEN y.scheme = 'institution' AND q.pay_yearly >= q.pension_yearly THEN 0
        ELSE y.yearly
    END::DECIMAL(18, 2) AS counted,
    CASE
        WHEN y.kind = 'fiscal_pay' AND y.category = 'retired' AND q.pension_yearly <= q.pay_yearly THEN q.pension_yearly
        WHEN y.scheme = 'institution' AND q.pay_yearly < q.pension_yearly THEN q.pay_yearly
        ELSE 0
    END::DECIMAL(18, 2) AS counted_instead  -- what would count if this stream were not there
FROM yearly y
LEFT JOIN paired q USING (scenario, household_no, person_no);

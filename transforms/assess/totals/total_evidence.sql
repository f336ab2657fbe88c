-- total_evidence: one row per scenario, household and total: the rows it rests on, the weightiest first, and the sum
-- written out. Only for households that a finding could cite them for: something owned that is counted by the piece, or
-- income or assets above the lowest limit of any programme. The rows are sorted as a list: an aggregate with ORDER BY
-- sorts each group on its own account, at ten times the cost.
CREATE OR REPLACE TABLE steps.total_evidence AS
WITH lowest AS (
    SELECT household_no, min(income_limit) AS income_limit, min(cap_per_capita) AS cap_per_capita
    FROM options
    GROUP BY household_no
),

worth_citing AS (
    SELECT t.scenario, t.household_no
    FROM totals t
    JOIN lowest l USING (household_no)
    WHERE t.vehicles > 0
        OR t.commercial_properties > 0
        OR t.dwellings > p('dwelling.max_units')
        OR t.financial_assets > l.cap_per_capita * t.size
        OR t.declared > l.income_limit * t.declared_size OR t.verified > l.income_limit * t.size
),

listed AS (
    SELECT
        scenario,
        household_no,
        total,
        list_sort(list({ 'lightness': -counted, 'evidence_id': evidence_id, 'arithmetic': arithmetic })) AS rows,
        arg_max(person_no, (counted, -evidence_id)) AS person_no
    FROM counted
    SEMI JOIN worth_citing USING (scenario, household_no)
    GROUP BY scenario, household_no, total
)

SELECT
    scenario,
    household_no,
    total,
    [r.evidence_id FOR r IN rows] AS evidence_ids,
    person_no,
    nullif(array_to_string([r.arithmetic FOR r IN rows IF r.lightness <> 0], '；'), '') AS arithmetic
FROM listed;

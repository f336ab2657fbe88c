-- findings: one row per household and finding raised for its own programme, with its number in the batch, its state and
-- what it cites first. S03, S10, S11, I04 and X01 do not apply to applications (docs/rules.md#applications); their
-- files ask for the roster.
CREATE OR REPLACE TABLE findings AS
WITH own AS (
    SELECT j.*, h.township, h.village
    FROM judged j
    JOIN households h ON h.household_no = j.household_no AND h.programme = j.programme
),

weighed AS (
    SELECT o.household_no, o.code, max(c.tier) AS tier, bool_or(c.evidence_class = 'indicative') AS has_indicative
    FROM (SELECT household_no, code, unnest(evidence_ids) AS evidence_id FROM own) o
    JOIN cited c USING (household_no, evidence_id)
    GROUP BY o.household_no, o.code
),

earlier AS (
    SELECT
        c.register,
        c.household_id,
        c.code,
        c.case_id,
        arg_max(l.value, l.batch_number) AS value,
        min(l.batch_number) AS first_number
    FROM store.core.case_ids c
    LEFT JOIN store.core.case_log l ON l.case_id = c.case_id AND l.batch_number < batch_number()
    GROUP BY c.register, c.household_id, c.code, c.case_id
),

last AS (SELECT coalesce(max(substr(case_id, 2)::BIGINT), 0) AS number FROM store.core.case_ids)

SELECT
    'F' || lpad((row_number() OVER (ORDER BY o.household_no, o.code))::VARCHAR, 7, '0') AS finding_id,
    coalesce(
        p.case_id,
        'C'
        || lpad(
            (last.number + row_number() OVER (PARTITION BY p.case_id IS NULL ORDER BY o.household_no, o.code))::VARCHAR,
            7,
            '0'
        )
    ) AS case_id,
    p.case_id IS NULL AS is_new_case,
    o.*,
    n.person_id,
    w.tier,
    CASE WHEN w.has_indicative THEN 'indicative' ELSE 'verified' END AS evidence_class,
    coalesce(f.dataset, o.source.dataset) AS cited_dataset,
    coalesce(f.file, o.source.file) AS cited_file,
    coalesce(f.sheet, o.source.sheet) AS cited_sheet,
    coalesce(f.row, o.source.row) AS cited_row,
    coalesce(f.observed_on, o.source.observed_on) AS cited_observed_on,
    CASE
        WHEN o.is_exempted THEN 'exempted'
        WHEN o.is_suppressed THEN 'suppressed'
        WHEN p.first_number IS NULL THEN 'new'
        WHEN o.value > p.value THEN 'worsened'
        ELSE 'repeated'
    END AS state
FROM own o
CROSS JOIN last
LEFT JOIN weighed w ON w.household_no = o.household_no AND w.code = o.code
LEFT JOIN person_ids n ON n.person_no = o.person_no
LEFT JOIN cited f ON f.household_no = o.household_no AND f.evidence_id = o.evidence_ids[1]
LEFT JOIN earlier p ON p.register = o.register AND p.household_id = o.household_id AND p.code = o.code;

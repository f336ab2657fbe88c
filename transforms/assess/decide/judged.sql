-- judged: one row per household, programme and finding raised on certain evidence: its effect, and whether it is
-- exempted or answered. effect: what firm evidence alone supports, else review (docs/rules.md#findings); where all
-- evidence is firm, what was raised. Exempted: ledger entry approved_on ≤ as_of ≤ valid_until
-- (docs/rules.md#exemptions). Suppressed: the township answered 2x or 3x, and value, evidence, limit and exemption are
-- what they were (docs/rules.md#suppressed).
CREATE OR REPLACE TABLE steps.judged AS
WITH texts AS (
    SELECT
        r.household_no,
        r.programme,
        r.code,
        array_to_string(list_sort(list_distinct(flatten(list(c.lines)))), '|') AS evidence_text
    FROM (
        SELECT household_no, programme, code, unnest(evidence_ids) AS evidence_id
        FROM raised
        WHERE scenario = 'certain'
    ) r
    JOIN cited c USING (household_no, evidence_id)
    GROUP BY r.household_no, r.programme, r.code
),

keyed AS (
    SELECT
        r.*,
        h.register,
        h.household_id,
        CASE WHEN w.household_no IS NULL THEN r.effect ELSE coalesce(f.effect, 'review') END AS final_effect,
        t.evidence_text
    FROM raised r
    JOIN households h USING (household_no)
    LEFT JOIN scenarios w ON w.scenario = 'firm' AND w.household_no = r.household_no
    LEFT JOIN raised f ON
        f.scenario = 'firm' AND f.household_no = r.household_no AND f.programme = r.programme AND f.code = r.code
    LEFT JOIN texts t ON t.household_no = r.household_no AND t.programme = r.programme AND t.code = r.code
    WHERE r.scenario = 'certain'
),

exempted AS (
    SELECT DISTINCT k.household_no, k.code
    FROM keyed k
    JOIN ledger_exemptions x ON x.household_id = k.household_id
    WHERE (upper(plain(x.finding_code)) = k.code OR plain(x.finding_code) = '全部')
        AND as_of() BETWEEN x.approved_on AND x.valid_until
)

SELECT
    k.* EXCLUDE (effect, final_effect, evidence_text, scenario),
    k.final_effect AS effect,
    md5(coalesce(k.evidence_text, k.explanation)) AS evidence_key,
    x.code IS NOT NULL AS is_exempted,
    coalesce(
        left(a.outcome, 1) IN ('2', '3')
        AND coalesce(k.value <= a.value, true)
        AND k.limit_value IS NOT DISTINCT FROM a.limit_value
        AND md5(coalesce(k.evidence_text, k.explanation)) = a.evidence_key
        AND coalesce(a.exempt_until >= as_of(), true),
        false
    ) AS is_suppressed
FROM keyed k
LEFT JOIN exempted x ON x.household_no = k.household_no AND x.code = k.code
LEFT JOIN answers a ON a.register = k.register AND a.household_id = k.household_id AND a.code = k.code;

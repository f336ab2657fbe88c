-- unheeded: one row per code that stands with a household and changed nothing for it; empty, or nothing is decided.
-- What may change nothing: income while a grace period lasts; for an application, the death of a member while a
-- covered one lives (docs/rules.md#applications).
CREATE OR REPLACE TABLE steps.unheeded AS
SELECT
    j.code,
    count(*)::INTEGER AS households
FROM judged j
JOIN households h ON h.household_no = j.household_no AND h.programme = j.programme
LEFT JOIN finding_texts t USING (code)
LEFT JOIN decisions d ON d.household_no = j.household_no
WHERE
    NOT j.is_exempted
    AND NOT j.is_suppressed
    AND CASE h.register
        WHEN 'application'
            THEN coalesce(d.result, 'eligible') = 'eligible' AND NOT (j.code = 'S01' AND j.effect = 'adjust')
        ELSE coalesce(d.list, 'keep') = 'keep'
            AND NOT (coalesce(d.is_in_grace, false) AND j.effect = 'exit' AND coalesce(t.class, '') = 'income')
    END
GROUP BY j.code;

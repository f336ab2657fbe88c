-- findings: one row per finding of a household (roster or application) and batch.
SELECT
    batch_id() AS batch_id,
    f.finding_id,
    f.register,
    f.household_id,
    f.person_id,
    f.code,
    f.effect,
    f.tier,
    f.evidence_class,
    f.value,
    f.limit_value,
    f.unit,
    t.clause,
    f.explanation,
    f.cited_dataset AS dataset,
    f.cited_file AS file,
    f.cited_sheet AS sheet,
    f.cited_row AS row,
    f.cited_observed_on AS observed_on,
    f.state,
    f.case_id
FROM findings f
LEFT JOIN finding_texts t USING (code)

-- applications: one row per household that applies and batch.
SELECT
    batch_id() AS batch_id,
    h.household_id,
    h.programme,
    h.township,
    h.village,
    h.head_name,
    mask_id(h.head_id) AS head_id_masked,
    h.applied_on,
    t.size,
    t.covered,
    t.per_capita AS income_per_capita,
    o.standard,
    t.financial_assets,
    (o.cap_per_capita * t.size)::DECIMAL(18, 2) AS financial_cap,
    x.hardship_index,
    d.result,
    d.suggested_programme,
    d.is_complete,
    d.reasons
FROM households h
JOIN totals t ON t.scenario = 'certain' AND t.household_no = h.household_no
JOIN options o ON o.household_no = h.household_no AND o.is_own
JOIN decisions d ON d.household_no = h.household_no
JOIN hardship x ON x.household_no = h.household_no
WHERE h.register = 'application'

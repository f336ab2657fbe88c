-- households: one row per household on the roster and batch.
SELECT
    batch_id() AS batch_id,
    h.household_id,
    h.programme,
    h.benefit_class,
    h.township,
    h.village,
    h.head_name,
    mask_id(h.head_id) AS head_id_masked,
    t.size,
    t.covered,
    h.monthly_benefit,
    t.assessed AS income_assessed,
    h.declared_annual_income AS income_declared,
    t.verified AS income_verified,
    t.per_capita AS income_per_capita,
    o.standard,
    t.financial_assets,
    (o.cap_per_capita * t.size)::DECIMAL(18, 2) AS financial_cap,
    t.vehicles,
    t.dwellings,
    t.commercial_properties,
    t.medical_out_of_pocket,
    t.education_fees,
    x.hardship_index,
    x.index_income,
    x.index_signals,
    x.index_labour,
    x.index_medical,
    x.signals,
    x.colour,
    d.list,
    d.line AS decided_by,
    d.suggested_programme,
    d.suggested_person,
    d.is_complete,
    d.is_in_grace,
    h.household_id IN (SELECT household_id FROM ledger_kin_filings WHERE household_id IS NOT NULL) AS is_kin_filed,
    d.reasons
FROM households h
JOIN totals t ON t.scenario = 'certain' AND t.household_no = h.household_no
JOIN options o ON o.household_no = h.household_no AND o.is_own
JOIN decisions d ON d.household_no = h.household_no
JOIN hardship x ON x.household_no = h.household_no
WHERE h.register = 'roster'

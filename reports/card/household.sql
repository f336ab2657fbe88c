-- One row: the household on a roster or in an application, with what was assessed of it. A roster household comes first.
SELECT 'roster' AS register, household_id, programme, township, village, head_name, head_id_masked, size, covered, monthly_benefit,
       income_declared, income_verified, income_assessed, income_per_capita, standard, financial_assets, financial_cap, vehicles, dwellings,
       commercial_properties, medical_out_of_pocket, education_fees, hardship_index, index_income, index_signals, index_labour, index_medical,
       signals, colour, list AS decision, decided_by, suggested_programme, suggested_person, is_complete, is_in_grace, reasons, NULL::DATE AS applied_on
FROM mart.households WHERE batch_id = $batch_id AND household_id = $key
UNION ALL
SELECT 'application', household_id, programme, township, village, head_name, head_id_masked, size, covered, NULL,
       NULL, NULL, NULL, income_per_capita, standard, financial_assets, financial_cap, NULL, NULL, NULL, NULL, NULL, hardship_index, NULL, NULL, NULL, NULL,
       NULL, NULL, result, NULL, suggested_programme, NULL, is_complete, NULL, reasons, applied_on
FROM mart.applications WHERE batch_id = $batch_id AND household_id = $key
ORDER BY register DESC

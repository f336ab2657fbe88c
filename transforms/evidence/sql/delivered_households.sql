-- delivered_households: one row per household row of the roster or of an application.
CREATE OR REPLACE TABLE delivered_households AS
SELECT 'roster' AS register, *
FROM ledger_roster_households
UNION ALL BY NAME
SELECT 'application' AS register, *
FROM ledger_application_households

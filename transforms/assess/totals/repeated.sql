-- repeated: one row per scenario, household and row of living_evidence that says again what another row of the same
-- fact says: one account or one bill counts once per household, whoever holds it (docs/rules.md#totals). Few facts are
-- held twice, so that only those are put in order.
CREATE OR REPLACE TABLE steps.repeated AS
WITH held_twice AS (
    SELECT scenario, household_no, fact_id
    FROM living_evidence
    -- those of the totals that ask
    WHERE kind IN ('deposit', 'security', 'subsidy', 'medical_expense', 'enrolment', 'work_relief')
    GROUP BY scenario, household_no, fact_id
    HAVING count(*) > 1
)

SELECT scenario, household_no, person_no, evidence_id, party, true AS is_repeated
FROM living_evidence
SEMI JOIN held_twice USING (scenario, household_no, fact_id)
QUALIFY row_number() OVER (PARTITION BY scenario, household_no, fact_id ORDER BY tier, evidence_id, party, person_no)
    > 1;

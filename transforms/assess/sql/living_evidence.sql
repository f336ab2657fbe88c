-- living_evidence: scenario_evidence about members not known to be dead; the firm scenario takes everyone known to be dead as dead.
CREATE OR REPLACE TABLE living_evidence AS
SELECT s.*
FROM scenario_evidence s
ANTI JOIN dead d ON d.household_no = s.household_no AND d.person_no = s.person_no
                AND d.scenario = CASE s.scenario WHEN 'firm' THEN 'certain' ELSE s.scenario END;

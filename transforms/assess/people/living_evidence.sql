-- living_evidence: scenario_evidence about members not known to be dead, with what each row says (a register entry
-- alone says nothing); the firm scenario takes everyone known to be dead as dead.
CREATE OR REPLACE TABLE steps.living_evidence AS
SELECT
    s.scenario,
    s.household_no,
    s.person_no,
    s.tier,
    s.party,
    e.* EXCLUDE (dataset, file, sheet, row, is_stale, evidence_class)
FROM scenario_evidence s
ANTI JOIN
    dead d ON d.household_no = s.household_no AND d.person_no = s.person_no
    AND d.scenario = CASE s.scenario WHEN 'firm' THEN 'certain' ELSE s.scenario END
JOIN evidence e ON e.evidence_id = s.evidence_id
WHERE e.kind <> 'registered' AND counts_in(s.scenario, e.is_stale, e.evidence_class);

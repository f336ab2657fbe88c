-- total_evidence: one row per scenario, household and total: the rows it rests on, the weightiest first, and the sum written out.
CREATE OR REPLACE TABLE total_evidence AS
SELECT scenario, household_no, total, list(evidence_id ORDER BY counted DESC, evidence_id) AS evidence_ids,
       arg_max(person_no, (counted, -evidence_id)) AS person_no,
       string_agg(arithmetic, '；' ORDER BY counted DESC, evidence_id) FILTER (WHERE counted <> 0) AS arithmetic
FROM counted GROUP BY scenario, household_no, total;

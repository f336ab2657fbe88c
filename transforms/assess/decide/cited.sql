-- cited: one row per household and evidence row that a finding of its certain scenario cites: where it stands, the
-- member it is about, at the best tier, and what it says, once per member (what an answer of a township is held
-- against).
CREATE OR REPLACE TABLE steps.cited AS
WITH named AS (
    SELECT DISTINCT household_no, unnest(evidence_ids) AS evidence_id
    FROM raised
    WHERE scenario = 'certain'
),

about AS (
    SELECT c.household_no, c.evidence_id, m.person_no, m.tier, n.person_id
    FROM named c
    LEFT JOIN member_evidence m USING (household_no, evidence_id)
    LEFT JOIN person_ids n USING (person_no)
),

rows AS (
    SELECT
        a.*,
        e.evidence_class,
        e.dataset,
        e.file,
        e.sheet,
        e.row,
        e.observed_on,
        concat_ws('/', e.kind, e.category, coalesce(e.item, e.label), a.person_id) AS line
    FROM about a
    JOIN evidence e USING (evidence_id)
)

SELECT
    household_no,
    evidence_id,
    arg_min(person_id, (tier, person_no)) AS person_id,
    min(tier) AS tier,
    list(line) AS lines,
    any_value(evidence_class) AS evidence_class,
    any_value(dataset) AS dataset,
    any_value(file) AS file,
    any_value(sheet) AS sheet,
    any_value(row) AS row,
    any_value(observed_on) AS observed_on
FROM rows
GROUP BY household_no, evidence_id;

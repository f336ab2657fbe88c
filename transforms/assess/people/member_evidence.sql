-- member_evidence: one row per household, member, fact and party, at its best tier, authorised or not. What the row
-- says stands in `evidence`.
CREATE OR REPLACE TABLE steps.member_evidence AS
WITH household_people AS (
    SELECT household_no, person_no, bool_or(is_authorised) AS is_authorised, min(link_tier) AS link_tier
    FROM members
    GROUP BY household_no, person_no
),

tied AS (
    SELECT
        hp.household_no,
        hp.person_no,
        hp.is_authorised,
        greatest(x.tier, hp.link_tier) AS tier,
        x.party,
        x.evidence_id
    FROM matches x
    JOIN household_people hp USING (person_no)
),

shared AS (  -- rows of facts that several rows report
    SELECT evidence_id, fact_id
    FROM evidence
    SEMI JOIN (SELECT fact_id FROM evidence WHERE evidence_id <> fact_id) USING (fact_id)
),

again AS (
    SELECT household_no, person_no, party, evidence_id
    FROM tied
    JOIN shared USING (evidence_id)
    QUALIFY row_number() OVER (PARTITION BY household_no, person_no, party, fact_id ORDER BY tier, evidence_id) > 1
)

SELECT t.* FROM tied t ANTI JOIN again USING (household_no, person_no, party, evidence_id);

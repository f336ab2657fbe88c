-- member_evidence: one row per household, member, fact and party, at its best tier, authorised or not.
CREATE OR REPLACE TABLE member_evidence AS
WITH household_people AS (
    SELECT household_no, person_no, bool_or(is_authorised) AS is_authorised, min(link_tier) AS link_tier
    FROM members GROUP BY household_no, person_no
)
SELECT hp.household_no, hp.person_no, hp.is_authorised, greatest(x.tier, hp.link_tier) AS tier, x.party, e.*
FROM matches x JOIN household_people hp USING (person_no) JOIN evidence e USING (evidence_id)
QUALIFY row_number() OVER (PARTITION BY hp.household_no, hp.person_no, e.fact_id, x.party ORDER BY greatest(x.tier, hp.link_tier), e.evidence_id) = 1;

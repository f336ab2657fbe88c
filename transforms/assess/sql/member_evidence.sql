-- member_evidence: one row per household, member, fact and party, at its best tier, authorised or not. What the row says stands in `evidence`.
CREATE OR REPLACE TEMP TABLE member_evidence AS
WITH household_people AS (
    SELECT household_no, person_no, bool_or(is_authorised) AS is_authorised, min(link_tier) AS link_tier
    FROM members GROUP BY household_no, person_no
), tied AS (
    SELECT hp.household_no, hp.person_no, hp.is_authorised, greatest(x.tier, hp.link_tier) AS tier, x.party, e.fact_id, e.evidence_id, e.kind,
           e.dataset, e.is_stale, e.evidence_class
    FROM matches x JOIN household_people hp USING (person_no) JOIN evidence e USING (evidence_id)
), several AS (  -- a fact's own number is that of its first row
    SELECT household_no, person_no, fact_id, party, arg_min(evidence_id, (tier, evidence_id)) AS best
    FROM tied SEMI JOIN (SELECT fact_id FROM evidence WHERE evidence_id <> fact_id) USING (fact_id)
    GROUP BY household_no, person_no, fact_id, party HAVING count(*) > 1
)
SELECT t.* FROM tied t LEFT JOIN several s ON s.household_no = t.household_no AND s.person_no = t.person_no AND s.fact_id = t.fact_id AND s.party = t.party
WHERE s.best IS NULL OR s.best = t.evidence_id;

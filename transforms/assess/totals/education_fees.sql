-- education_fees: the annual fee of each enrolled member.
SELECT scenario, household_no, 'education_fees' AS total, person_no, evidence_id, tier, CASE WHEN row_number() OVER same = 1 THEN amount ELSE 0 END AS counted,
       format('学费 {} {}', coalesce(label, ''), yuan(amount)) AS arithmetic
FROM living_evidence WHERE kind = 'enrolment' AND status = 'enrolled' AND amount IS NOT NULL
WINDOW same AS (PARTITION BY scenario, household_no, fact_id ORDER BY tier, evidence_id)

-- education_fees: the annual fee of each enrolled member.
SELECT
    scenario,
    household_no,
    'education_fees' AS total,
    person_no,
    evidence_id,
    tier,
    CASE WHEN is_repeated THEN 0 ELSE amount END AS counted,
    format('学费 {} {}', coalesce(label, ''), yuan(amount)) AS arithmetic
FROM living_evidence
LEFT JOIN repeated USING (scenario, household_no, person_no, evidence_id, party)
WHERE kind = 'enrolment' AND status = 'enrolled' AND amount IS NOT NULL

-- One row per student, as evidence `enrolment`.
SELECT source, 'enrolment' AS kind, stage AS category, status, annual_fee AS amount, school AS label
FROM facts

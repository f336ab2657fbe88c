-- minors: one row per person under age on as_of, or not beyond the last year of school, with the age; the birth date
-- alone leaves out most of the others.
CREATE OR REPLACE TABLE steps.minors AS
WITH ages AS (SELECT greatest(p('minor.age'), p('school.last_age') + 1)::INTEGER AS below),

born_late AS (
    SELECT person_no, birth_date
    FROM people
    WHERE birth_date > (as_of() - to_years((SELECT below + 1 FROM ages)))::DATE
)

SELECT person_no, date_sub('year', birth_date, as_of()) AS age
FROM born_late
WHERE date_sub('year', birth_date, as_of()) < (SELECT below FROM ages);

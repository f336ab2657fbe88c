-- minors: one row per person under 18 on as_of, with the age; the birth date alone leaves out most of the others.
CREATE OR REPLACE TABLE steps.minors AS
WITH born_late AS (SELECT person_no, birth_date FROM people WHERE birth_date > (as_of() - to_years(19))::DATE)

SELECT person_no, date_sub('year', birth_date, as_of()) AS age
FROM born_late
WHERE date_sub('year', birth_date, as_of()) < 18;

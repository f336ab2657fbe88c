-- hardship: one row per household: the index in its four parts (docs/rules.md#index), and the household's colour. It
-- ranks; it never decides. able_to_work = living members of the age of labour who are not without labour.
CREATE OR REPLACE TABLE steps.hardship AS
WITH strengths AS (
    SELECT h.household_no, sum(s.strength) AS strength, list(h.signal ORDER BY h.signal) AS signals
    FROM household_signals h
    JOIN signals s USING (signal)
    GROUP BY h.household_no
),

labour AS (
    SELECT
        m.household_no,
        count(*) AS living,
        count(*) FILTER (
            WHERE m.labour IN ('lost', 'none') OR m.age < p('labour.first_age') OR m.age > p('labour.last_age')
        ) AS without
    FROM members m
    ANTI JOIN dead d ON d.scenario = 'certain' AND d.household_no = m.household_no AND d.person_no = m.person_no
    GROUP BY m.household_no
),

parts AS (
    SELECT
        t.household_no,
        coalesce(s.signals, []) AS signals,
        coalesce(l.living - l.without, 0) AS able_to_work,
        CASE
            WHEN t.size = 0 THEN 0
            ELSE p('index.income')::DOUBLE * least(
                    1,
                    greatest(
                        0,
                        1 - greatest(t.declared::DOUBLE / t.declared_size, t.verified::DOUBLE / t.size)
                        / p('disposable_income_per_capita')::DOUBLE
                    )
                )
        END AS income,
        p('index.signals')::DOUBLE
        * least(1, coalesce(s.strength, 0) / p('index.full_strength'))::DOUBLE AS signal,
        p('index.labour')::DOUBLE * coalesce(l.without / nullif(l.living, 0), 0)::DOUBLE AS labour,
        p('index.medical')::DOUBLE
        * least(1, t.medical_out_of_pocket::DOUBLE / greatest(t.assessed, 1)::DOUBLE) AS medical
    FROM totals t
    LEFT JOIN strengths s USING (household_no)
    LEFT JOIN labour l USING (household_no)
    WHERE t.scenario = 'certain'
)

SELECT
    household_no,
    signals,
    able_to_work,
    round(income, 6) AS index_income,
    round(signal, 6) AS index_signals,
    round(labour, 6) AS index_labour,
    round(medical, 6) AS index_medical,
    round(income + signal + labour + medical, 6) AS hardship_index,
    CASE
        WHEN round(income + signal + labour + medical, 9) >= p('household_colour.red') THEN '红'
        WHEN round(income + signal + labour + medical, 9) >= p('household_colour.orange') THEN '橙'
        ELSE '绿'
    END AS colour
FROM parts;

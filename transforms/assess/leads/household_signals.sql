-- household_signals: one row per household and kind of signal; many_children = many_children.minors living authorised
-- members under minor.age, or more (docs/rules.md#index).
CREATE OR REPLACE TABLE household_signals AS
SELECT DISTINCT household_no, signal FROM signal_rows WHERE subjects = 'household'
UNION ALL
SELECT m.household_no, 'many_children'
FROM members m
ANTI JOIN dead d ON d.scenario = 'certain' AND d.household_no = m.household_no AND d.person_no = m.person_no
WHERE m.is_authorised AND m.age < p('minor.age')
GROUP BY m.household_no
HAVING count(DISTINCT m.person_no) >= p('many_children.minors');

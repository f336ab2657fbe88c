-- match_steps: one row per match below T1 and rule that it rests on. A view: few are ever asked for.
CREATE OR REPLACE VIEW match_steps AS
SELECT *
FROM (
    SELECT
        *,
        unnest([
            { 'rule': id_rule, 'score': id_score },
            { 'rule': 'name_' || level, 'score': name_score },
            { 'rule': CASE WHEN birth_agrees THEN 'birth_date' END, 'score': 0.5 * gap },
            { 'rule': CASE WHEN phone_agrees THEN 'phone' END, 'score': 0.2 * gap },
            { 'rule': CASE WHEN address_agrees THEN 'address' END, 'score': 0.1 * gap },
            { 'rule': CASE WHEN hukou_agrees THEN 'hukou' END, 'score': 0.1 * gap },
            { 'rule': CASE WHEN guardian_agrees THEN 'guardian' END, 'score': 0.1 * gap },
            { 'rule': CASE WHEN birth_contradicts THEN 'birth_date_differs' END, 'score': 0.0 },
            { 'rule': CASE WHEN is_capped THEN 'known_id_damaged' END, 'score': 0.0 },
            { 'rule': CASE WHEN is_judged THEN 'judged_same' END, 'score': 0.0 }
        ]) AS step
    FROM match_grounds
)
WHERE step.rule IS NOT NULL;

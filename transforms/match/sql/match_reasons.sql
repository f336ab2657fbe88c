-- match_reasons: one row per reason of a match below T1. A view, as match_steps.
CREATE OR REPLACE VIEW match_reasons AS
SELECT
    g.evidence_id,
    g.party,
    g.step.rule AS rule,
    CASE g.step.rule
        WHEN 'birth_date' THEN m.birth_date::VARCHAR
        WHEN 'birth_date_differs' THEN m.birth_date::VARCHAR
        WHEN 'phone' THEN m.phone
        WHEN 'address' THEN m.address
        WHEN 'hukou' THEN m.hukou_number
        WHEN 'guardian' THEN m.guardian_id
        WHEN 'judged_same' THEN NULL
        WHEN 'known_id_damaged' THEN id_text_of(m.odd_id, m.key)
        WHEN g.id_rule THEN id_text_of(m.odd_id, m.key)
        ELSE m.name
    END AS left_value,
    CASE g.step.rule
        WHEN 'birth_date' THEN birth_number(n.birth_date)::VARCHAR
        WHEN 'birth_date_differs' THEN birth_number(n.birth_date)::VARCHAR
        WHEN 'phone' THEN m.phone
        WHEN 'address' THEN g.known_address
        WHEN 'hukou' THEN m.hukou_number
        WHEN 'guardian' THEN m.guardian_id
        WHEN 'judged_same' THEN NULL
        WHEN 'known_id_damaged' THEN n.resident_id
        WHEN g.id_rule THEN n.resident_id
        ELSE n.name
    END AS right_value,
    round(g.step.score, 4) AS score
FROM match_steps g
JOIN mentions m USING (evidence_id, party)
JOIN people n USING (person_no);

-- explained: one row per reason of a match below T1: ID part, name part, agreements. Scores of one mention add up to its match's score.
CREATE OR REPLACE TEMP TABLE explained AS
WITH told_pairs AS (
    SELECT evidence_id, party, pid, tier, name, known_name, known_id, level, is_capped, known_address, strength = 5 AS is_judged,
           CASE WHEN route = 'id' THEN 'same_id' WHEN route = 'judged' THEN 'id_judged' WHEN route = 'kin' THEN 'id_of_relative' WHEN route = 'birth' THEN 'no_usable_id' ELSE 'id_' || damage END AS id_rule,
           place, birth_agrees, phone_agrees, address_agrees, hukou_agrees, guardian_agrees, birth_contradicts
    FROM outcomes WHERE tier IN ('T1', 'T2', 'T3', 'T4')
    UNION ALL BY NAME
    SELECT t.evidence_id, 1 AS party, t.pid, t.tier, t.name, t.person_name AS known_name, coalesce(p.id_text, resident_id_of(p.key)) AS known_id, t.level,
           t.is_capped, CASE WHEN t.is_sound THEN 'same_id' ELSE 'id_damaged' END AS id_rule, coalesce(t.judgement = '同一人', false) AS is_judged
    FROM known_tiers t JOIN known_persons p USING (pid) WHERE t.tier IN ('T2', 'T3', 'T4') AND t.evidence_id IS NOT NULL
    UNION ALL BY NAME
    SELECT s.evidence_id, s.party, s.tier, s.left_name AS name, s.right_name AS known_name, resident_id_of(s.key) AS known_id, s.level, false AS is_capped,
           false AS is_judged, 'same_id' AS id_rule
    FROM stranger_tiers s WHERE s.tier IN ('T2', 'T3')
),
parts AS (
    SELECT j.*, m.id_text, m.birth_date, m.phone, m.address, m.hukou_number, m.guardian_id, i.score AS id_score, l.score AS name_score,
           1 - i.score - l.score AS gap
    FROM told_pairs j JOIN mentions m USING (evidence_id, party)
    JOIN match_rules i ON i.rule = j.id_rule JOIN match_rules l ON l.rule = 'name_' || j.level
)
SELECT evidence_id, party, 1 AS step, id_rule AS rule, id_text AS left_value, known_id AS right_value, id_score AS score, place FROM parts
UNION ALL
SELECT evidence_id, party, 2, 'name_' || level, name, known_name, name_score, NULL FROM parts
UNION ALL
SELECT p.evidence_id, p.party, 3, 'birth_date', p.birth_date::VARCHAR, n.birth::VARCHAR, 0.5 * p.gap, NULL
FROM parts p JOIN known_persons n ON n.pid = p.pid WHERE p.birth_agrees
UNION ALL
SELECT evidence_id, party, 4, 'phone', phone, phone, 0.2 * gap, NULL FROM parts WHERE phone_agrees
UNION ALL
SELECT evidence_id, party, 5, 'address', address, known_address, 0.1 * gap, NULL FROM parts WHERE address_agrees
UNION ALL
SELECT evidence_id, party, 6, 'hukou', hukou_number, hukou_number, 0.1 * gap, NULL FROM parts WHERE hukou_agrees
UNION ALL
SELECT evidence_id, party, 7, 'guardian', guardian_id, guardian_id, 0.1 * gap, NULL FROM parts WHERE guardian_agrees
UNION ALL
SELECT p.evidence_id, p.party, 8, 'birth_date_differs', p.birth_date::VARCHAR, n.birth::VARCHAR, 0, NULL
FROM parts p JOIN known_persons n ON n.pid = p.pid WHERE p.birth_contradicts
UNION ALL
SELECT evidence_id, party, 10, 'judged_same', NULL, NULL, 0, NULL FROM parts WHERE is_judged
UNION ALL
SELECT evidence_id, party, 9, 'known_id_damaged', id_text, known_id, 0, NULL FROM parts WHERE is_capped;

-- match_grounds: one row per match below T1: what it rests on, added up (score) and in words (reason).
CREATE OR REPLACE TABLE match_grounds AS
WITH pairs AS (
    SELECT
        evidence_id,
        party,
        pid AS person_no,
        tier,
        level,
        is_capped,
        strength = 5 AS is_judged,
        place,
        CASE route
            WHEN 'id' THEN 'same_id'
            WHEN 'judged' THEN 'id_judged'
            WHEN 'kin' THEN 'id_of_relative'
            WHEN 'birth' THEN 'no_usable_id'
            ELSE 'id_' || damage
        END AS id_rule,
        birth_agrees,
        phone_agrees,
        address_agrees,
        hukou_agrees,
        guardian_agrees,
        birth_contradicts,
        known_address
    FROM outcomes
    WHERE tier IN ('T1', 'T2', 'T3', 'T4')
    UNION ALL BY NAME
    SELECT
        t.evidence_id,
        1 AS party,
        t.pid AS person_no,
        t.tier,
        t.level,
        t.is_capped,
        coalesce(t.judgement = '同一人', false) AS is_judged,
        CASE WHEN t.is_sound THEN 'same_id' ELSE 'id_damaged' END AS id_rule
    FROM known_tiers t
    WHERE t.tier IN ('T2', 'T3', 'T4') AND t.evidence_id IS NOT NULL
    UNION ALL BY NAME
    SELECT
        evidence_id,
        party,
        key AS person_no,
        tier,
        level,
        false AS is_capped,
        false AS is_judged,
        'same_id' AS id_rule
    FROM stranger_tiers
    WHERE tier IN ('T2', 'T3')
),

weighted AS (
    SELECT
        p.*,
        i.score AS id_score,
        l.score AS name_score,
        1 - i.score - l.score AS gap,
        l.phrase AS name_phrase,
        replace(replace(i.phrase, '{n}', coalesce(place::VARCHAR, '')), '{m}', coalesce((place + 1)::VARCHAR, ''))
            AS id_phrase
    FROM pairs p
    JOIN match_rules i ON i.rule = p.id_rule
    JOIN match_rules l ON l.rule = 'name_' || p.level
)

SELECT
    * EXCLUDE (place, id_phrase, name_phrase),
    round(id_score + name_score + gap * (
        CASE WHEN birth_agrees THEN 0.5 ELSE 0 END + CASE WHEN phone_agrees THEN 0.2 ELSE 0 END
        + CASE WHEN address_agrees THEN 0.1 ELSE 0 END
        + CASE WHEN hukou_agrees THEN 0.1 ELSE 0 END
        + CASE WHEN guardian_agrees THEN 0.1 ELSE 0 END
    ), 4)::DOUBLE AS score,
    concat_ws(
        '，',
        id_phrase,
        name_phrase,
        CASE WHEN birth_agrees THEN phrase('birth_date') END,
        CASE WHEN phone_agrees THEN phrase('phone') END,
        CASE WHEN address_agrees THEN phrase('address') END,
        CASE WHEN hukou_agrees THEN phrase('hukou') END,
        CASE WHEN guardian_agrees THEN phrase('guardian') END,
        CASE WHEN birth_contradicts THEN phrase('birth_date_differs') END,
        CASE WHEN is_capped THEN phrase('known_id_damaged') END,
        CASE WHEN is_judged THEN phrase('judged_same') END
    ) AS reason
FROM weighted;

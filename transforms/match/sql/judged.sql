-- judged: one row per candidate with its tier and its place in the order of strength (docs/matching.md, table of
-- tiers). Vetoes come before agreements. A house number that contradicts is a veto wherever the name is no variant.
-- Where masking or rounding leaves many people possible, a name one character off is mostly chance (measured), so T5.
CREATE OR REPLACE TEMP TABLE judged AS
WITH namesakes AS (
    SELECT evidence_id, party, count(*) AS namesakes
    FROM weighed
    WHERE route = 'birth' AND level = 'same'
    GROUP BY ALL
),

ranked AS (
    SELECT
        w.*,
        birth_agrees OR phone_agrees OR address_agrees OR hukou_agrees AS agrees,
        phone_agrees OR address_agrees OR hukou_agrees OR guardian_agrees AS agrees_beside_birth,
        CASE
            WHEN judgement = '非同一人' THEN 98  -- a human's word comes first
            WHEN judgement = '同一人' AND (route <> 'birth' OR length(text) >= 6) THEN 5
            WHEN route = 'judged' THEN NULL
            ELSE CASE route
                    WHEN 'id'
                        THEN CASE
                                WHEN level = 'same' THEN 10  -- T1, capped by the roster's own damaged ID
                                WHEN other_bears_name THEN 95  -- never when a relative bears the delivered name
                                WHEN is_variant(level) THEN CASE WHEN birth_contradicts THEN 40 ELSE 20 END  -- T2
                                WHEN level = 'look_alike'
                                    THEN CASE
                                            WHEN birth_contradicts OR house_contradicts THEN 99
                                            WHEN agrees THEN 20
                                            ELSE 40
                                        END
                                WHEN level = 'one_off'  -- T3 a
                                    THEN CASE WHEN birth_contradicts OR house_contradicts THEN 99 ELSE 40 END
                                WHEN level = 'missing' THEN 93
                                ELSE 95  -- conflict
                            END
                    WHEN 'kin'
                        THEN CASE
                                WHEN birth_contradicts THEN NULL
                                WHEN kind = 'registered' THEN NULL
                                WHEN level = 'same' THEN 25  -- T3 c
                                WHEN is_variant(level) AND NOT other_bears_name THEN 50  -- T4 of c
                            END
                    WHEN 'repair'
                        THEN CASE
                                WHEN birth_contradicts THEN 99
                                WHEN level = 'same' AND damage = 'twice' THEN 62
                                WHEN level = 'same' THEN 30  -- T3 b
                                WHEN other_bears_name THEN 99
                                WHEN damage = 'twice' THEN NULL
                                WHEN is_variant(level) THEN 60  -- T4 of b
                                WHEN
                                    level IN ('look_alike', 'one_off')
                                    AND damage NOT IN ('masked', 'rounded')
                                    AND NOT ends_with(text, '000')
                                    AND NOT house_contradicts
                                    THEN 60
                                ELSE 99
                            END
                    WHEN 'birth' THEN CASE
                            WHEN level = 'same' AND id_contradicts THEN 99
                            WHEN level = 'same' AND agrees_beside_birth THEN 45  -- T3 d
                            WHEN level = 'same' AND n.namesakes = 1 AND NOT house_contradicts AND NOT id_is_far THEN 90
                            WHEN level = 'same' THEN 99
                            WHEN
                                (is_variant(level) OR level = 'look_alike')
                                AND agrees_beside_birth
                                AND NOT other_bears_name
                                AND NOT id_contradicts
                                THEN 80
                        END
                END
        END AS strength
    FROM weighed w
    LEFT JOIN namesakes n USING (evidence_id, party)
),

settled AS (
    SELECT * REPLACE (CASE WHEN judgement = '同一人' AND strength BETWEEN 20 AND 90 THEN 5 ELSE strength END AS strength)
    FROM ranked
)

SELECT
    * EXCLUDE (kind, text, judgement, id_contradicts, id_is_far, agrees, agrees_beside_birth),
    CASE
        WHEN strength = 5 THEN 'T2'
        WHEN strength IN (10, 20) THEN CASE WHEN is_capped THEN 'T3' WHEN strength = 10 THEN 'T1' ELSE 'T2' END
        WHEN strength IN (25, 30, 40, 45) THEN 'T3'
        WHEN strength IN (50, 60, 62, 80, 90, 93) THEN 'T4'
        WHEN strength = 95 THEN 'conflict'
        ELSE 'T5'
    END AS tier
FROM settled
WHERE strength IS NOT NULL;

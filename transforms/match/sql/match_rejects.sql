-- match_rejects: one row per mention and candidate that was weighed and not used; a mention without any candidate has
-- one row without a person.
INSERT INTO match_rejects BY NAME
WITH refused AS (
    SELECT
        evidence_id,
        party,
        pid AS person_no,
        tier,
        CASE
            WHEN strength = 98 THEN '经人工判断非同一人'
            WHEN tier = 'conflict' THEN '证件号码属于此人，但姓名不符'
            WHEN is_tie THEN '与多人同等相符，无法判定'
            WHEN birth_contradicts THEN '出生日期与此人矛盾'
            WHEN house_contradicts AND level IN ('look_alike', 'one_off') THEN '姓名差一字，且门牌号与此人矛盾'
            WHEN route = 'birth' THEN '仅姓名和出生日期相符，且不唯一或有矛盾'
            WHEN other_bears_name THEN '同户另有此姓名的人'
            ELSE '证件号码可指向此人，但姓名不符'
        END AS reason
    FROM outcomes
    WHERE tier IN ('conflict', 'T5')
    UNION ALL
    SELECT evidence_id, 1, pid, 'conflict', if(judgement = '非同一人', '经人工判断非同一人', '证件号码属于此人，但姓名不符')
    FROM known_tiers
    WHERE tier = 'conflict' AND evidence_id IS NOT NULL
    UNION ALL
    SELECT evidence_id, party, key, 'T5', '同一证件号码下另有姓名' FROM stranger_tiers WHERE tier = 'T5'
)

FROM refused
UNION ALL
SELECT m.evidence_id, m.party, NULL, 'T5', CASE WHEN m.text = '' THEN '无证件号码，依据不足' ELSE '证件号码有误，依据不足' END
FROM rest_ids m
ANTI JOIN outcomes o ON o.evidence_id = m.evidence_id AND o.party = m.party
WHERE m.key IS NULL;

-- match_rejects: one row per mention and candidate that was weighed and not used; a mention without any candidate has one row without a person.
INSERT INTO match_rejects BY NAME
WITH refused AS (
    SELECT evidence_id, party, pid, NULL::BIGINT AS key, tier,
           CASE WHEN tier = 'conflict' THEN '证件号码属于此人，但姓名不符'
                WHEN is_tie THEN '与多人同等相符，无法判定'
                WHEN birth_contradicts THEN '出生日期与此人矛盾'
                WHEN route = 'birth' THEN '仅姓名和出生日期相符，且不唯一或有矛盾'
                WHEN other_bears_name THEN '同户另有此姓名的人'
                ELSE '证件号码可指向此人，但姓名不符' END AS reason
    FROM outcomes WHERE tier IN ('conflict', 'T5')
    UNION ALL
    SELECT m.evidence_id, m.party, t.pid, NULL, 'conflict', '证件号码属于此人，但姓名不符'
    FROM known_tiers t JOIN mentions m ON m.evidence_id = t.evidence_id AND m.kind = 'registered' WHERE t.tier = 'conflict'
    UNION ALL
    SELECT evidence_id, party, NULL, key, 'T5', '同一证件号码下另有姓名' FROM stranger_tiers WHERE tier = 'T5'
),
numbered_refusals AS (
    SELECT r.evidence_id, r.party, n.person_no, r.tier, r.reason FROM refused r JOIN numbered n ON n.pid = r.pid WHERE r.pid IS NOT NULL
    UNION ALL
    SELECT r.evidence_id, r.party, n.person_no, r.tier, r.reason FROM refused r JOIN numbered n ON n.pid IS NULL AND n.key = r.key WHERE r.pid IS NULL
)
FROM numbered_refusals
UNION ALL
SELECT m.evidence_id, m.party, NULL, 'T5', CASE WHEN m.text = '' THEN '无证件号码，依据不足' ELSE '证件号码有误，依据不足' END
FROM mention_known m ANTI JOIN outcomes o ON o.evidence_id = m.evidence_id AND o.party = m.party
WHERE m.key IS NULL;

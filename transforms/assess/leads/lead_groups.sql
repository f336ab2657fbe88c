-- lead_signals: one row per lead key, person, kind of signal and evidence row: grouped by hukou, else by person; an
-- outreach report that is tied to nobody, or has no ID, is a lead of its own keyed by name, village and phone
-- (docs/rules.md#leads: a cry for help is never lost).
CREATE OR REPLACE TABLE steps.lead_signals AS
WITH children AS (
    SELECT person_no
    FROM minors
    ANTI JOIN people_dead USING (person_no)
    WHERE age < p('minor.age')
),

crowded AS (  -- hukous in which enough minors have an entry, be it an old one
    SELECT hukou_number
    FROM register_entries
    SEMI JOIN children USING (person_no)
    GROUP BY hukou_number
    HAVING count(*) >= p('many_children.minors')
),

asked AS (  -- whose hukou matters
    SELECT person_no FROM signal_rows WHERE subjects = 'lead'
    UNION
    SELECT person_no FROM register_entries SEMI JOIN crowded USING (hukou_number)
),

hukou AS (
    SELECT
        person_no,
        arg_max(hukou_number, (observed_on, evidence_id)) AS hukou_number,
        arg_max(evidence_id, (observed_on, evidence_id)) AS evidence_id,
        min(tier) AS tier
    FROM register_entries
    SEMI JOIN asked USING (person_no)
    GROUP BY person_no
),

many AS (
    SELECT u.hukou_number
    FROM hukou u
    LEFT JOIN children m USING (person_no)
    LEFT JOIN people_on_registers r USING (person_no)
    GROUP BY u.hukou_number
    HAVING count(m.person_no) >= p('many_children.minors') AND count(r.person_no) = 0
),

personal AS (
    SELECT s.person_no, s.signal, s.evidence_id, s.is_urgent, s.tier, s.label, s.happened_on, u.hukou_number
    FROM signal_rows s
    LEFT JOIN hukou u USING (person_no)
    WHERE s.subjects = 'lead'
    UNION ALL
    SELECT u.person_no, 'many_children', u.evidence_id, false, u.tier, NULL, NULL, u.hukou_number
    FROM hukou u
    SEMI JOIN many USING (hukou_number)
    SEMI JOIN children USING (person_no)
),

unknown AS (
    SELECT r.*
    FROM outreach_reports r
    LEFT JOIN (
        SELECT x.evidence_id, x.party
        FROM matches x
        JOIN (SELECT DISTINCT evidence_id FROM outreach_reports) USING (evidence_id)
        WHERE x.tier <= 'T3'
    ) x
    ON x.evidence_id = r.evidence_id AND x.party = r.party
    WHERE in_last_months(r.happened_on, p('outreach.months')) AND (r.id_text IS NULL OR x.party IS NULL)
)

SELECT
    CASE WHEN q.hukou_number IS NOT NULL THEN 'hukou:' || q.hukou_number ELSE 'person:' || n.person_id END AS lead_key,
    q.person_no,
    n.person_id,
    q.hukou_number,
    q.signal,
    q.evidence_id,
    q.is_urgent,
    q.tier,
    true AS is_identity_confirmed,
    NULL AS stated_name,
    NULL AS stated_phone,
    NULL AS stated_township,
    NULL AS stated_village,
    q.label,
    q.happened_on
FROM personal q
JOIN person_ids n USING (person_no)
UNION ALL
SELECT
    concat_ws('|', 'outreach:' || coalesce(name, ''), coalesce(village, ''), coalesce(phone, '')),
    NULL,
    NULL,
    NULL,
    'outreach',
    evidence_id,
    status = 'urgent',
    NULL,
    false,
    name,
    phone,
    township,
    village,
    label,
    happened_on
FROM unknown;

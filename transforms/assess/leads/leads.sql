-- leads: one row per lead key: colour over the group, the person with the strongest signal named, township and village
-- from the register, else from the address by the roster's names, else as reported. Answered = a township answered it
-- (not 50 or 51), no kind of signal has come since the list that it answered, and no new call for help (outreach,
-- platform alert, disaster). The index has the parts that are known of people nobody has assessed: signals and labour.
CREATE OR REPLACE TABLE lead_list AS
WITH kinds AS (SELECT DISTINCT lead_key, signal FROM lead_signals),

coloured AS (
    SELECT
        k.lead_key,
        list(k.signal ORDER BY k.signal) AS signals,
        count(*) AS kinds,
        sum(s.strength) AS strength,
        max(s.strength) AS strongest
    FROM kinds k
    JOIN signals s USING (signal)
    GROUP BY k.lead_key
),

named AS (
    SELECT
        l.lead_key,
        bool_or(l.is_urgent) AS is_urgent,
        bool_and(l.is_identity_confirmed) AS is_identity_confirmed,
        max(l.hukou_number) AS hukou_number,
        arg_max(l.person_no, (s.strength, l.signal, -l.person_no)) AS person_no,
        arg_max(l.person_id, (s.strength, l.signal, -l.person_no)) AS person_id,
        min(l.stated_name) AS stated_name,
        min(l.stated_phone) AS stated_phone,
        min(l.stated_township) AS stated_township,
        min(l.stated_village) AS stated_village
    FROM lead_signals l
    JOIN signals s USING (signal)
    GROUP BY l.lead_key
),

of_hukous AS (  -- everyone with an entry in the hukou of a lead
    SELECT DISTINCT person_no, hukou_number
    FROM register_entries
    SEMI JOIN named USING (hukou_number)
),

lead_people AS MATERIALIZED (  -- a valid ID is written out from the person's number, of these people only
    SELECT
        p.person_no,
        p.name,
        p.birth_date,
        CASE WHEN p.is_valid_id THEN resident_id_of(p.person_no) ELSE d.resident_id END AS resident_id
    FROM people p
    SEMI JOIN (
        SELECT person_no FROM lead_signals
        UNION
        SELECT person_no FROM of_hukous
    ) USING (person_no)
    LEFT JOIN (SELECT person_no, resident_id FROM people WHERE NOT is_valid_id) d USING (person_no)
),

wording AS (
    SELECT lead_key, nullif(array_to_string(list_sort(list(note)), '；'), '') AS explanation
    FROM (
        SELECT DISTINCT
            l.lead_key,
            coalesce(n.name, l.stated_name)
            || '：'
            || s.title
            || coalesce('（' || concat_ws(' ', strftime(l.happened_on, '%Y-%m-%d'), l.label) || '）', '') AS note
        FROM lead_signals l
        JOIN signals s USING (signal)
        LEFT JOIN lead_people n USING (person_no)
    )
    GROUP BY lead_key
),

contact AS (
    SELECT
        x.person_no,
        arg_min(m.phone, (m.phone IS NULL, x.tier, m.evidence_id)) AS phone,
        arg_min(m.township, (m.township IS NULL, m.kind <> 'registered', m.evidence_id)) AS township,
        arg_min(m.village, (m.village IS NULL, m.kind <> 'registered', m.evidence_id)) AS village,
        arg_min(m.address, (m.address IS NULL, m.kind <> 'registered', m.evidence_id)) AS address
    FROM lead_matches x
    JOIN mentions m ON m.evidence_id = x.evidence_id AND m.party = x.party
    -- datasets that tell none of it are not read
    WHERE m.phone IS NOT NULL OR m.township IS NOT NULL OR m.village IS NOT NULL OR m.address IS NOT NULL
    GROUP BY x.person_no
),

places AS (SELECT DISTINCT township, village FROM households WHERE register = 'roster'),

located AS (
    SELECT
        c.person_no,
        arg_max(
            q.township,
            (length(q.township) + CASE WHEN contains(c.address, q.village) THEN length(q.village) ELSE 0 END, q.village)
        ) AS township,
        arg_max(q.village, (length(q.village), q.village)) FILTER (WHERE contains(c.address, q.village)) AS village
    FROM contact c
    JOIN places q ON contains(c.address, q.township)
    WHERE c.township IS NULL
    GROUP BY c.person_no
),

ages AS (
    SELECT
        n.hukou_number,
        count(*) AS persons,
        count(*) FILTER (
            WHERE date_sub('year', p.birth_date, as_of()) < p('labour.first_age')
            OR date_sub('year', p.birth_date, as_of()) > p('labour.last_age')
        ) AS without
    FROM of_hukous n
    JOIN lead_people p USING (person_no)
    GROUP BY n.hukou_number
),

authorised AS (
    SELECT DISTINCT p.resident_id
    FROM ledger_authorizations a
    JOIN lead_people p ON p.resident_id = full_id(a.resident_id)
    WHERE signed_on <= as_of() AND (valid_until IS NULL OR valid_until >= as_of())
),

known AS (
    SELECT n.*, i.lead_id
    FROM named n
    LEFT JOIN store.core.lead_ids i USING (lead_key)
),

answered AS (
    SELECT o.subject_id AS lead_id, o.outcome, o.outcome_on, b.as_of, b.number
    FROM store.core.outcomes o
    JOIN store.core.batches b ON b.batch_id = o.answered_batch_id
    WHERE o.subject = 'lead' AND o.after_batch_number < batch_number()
    QUALIFY row_number() OVER (PARTITION BY o.subject_id ORDER BY coalesce(o.outcome_on, b.as_of) DESC, o.sequence DESC)
        = 1
),

asked_anew AS (
    SELECT DISTINCT i.lead_id
    FROM lead_signals s
    JOIN store.core.lead_ids i USING (lead_key)
    JOIN answered a ON a.lead_id = i.lead_id
    WHERE (s.signal IN ('outreach', 'platform_alert', 'disaster') AND s.happened_on > a.as_of)
        OR NOT EXISTS (
            FROM store.core.signal_log g
            WHERE g.subject = i.lead_id AND g.signal = s.signal AND g.batch_number <= a.number
        )
),

last AS (SELECT coalesce(max(substr(lead_id, 2)::BIGINT), 0) AS number FROM store.core.lead_ids)

SELECT
    coalesce(
        k.lead_id,
        'L'
        || lpad(
            (last.number + row_number() OVER (PARTITION BY k.lead_id IS NULL ORDER BY sha256(k.lead_key)))::VARCHAR,
            7,
            '0'
        )
    ) AS lead_id,
    k.lead_id IS NULL AS is_new,
    k.lead_key,
    k.hukou_number,
    k.person_id,
    coalesce(p.name, k.stated_name) AS name,
    mask_id(p.resident_id) AS resident_id_masked,
    mask_phone(coalesce(k.stated_phone, q.phone)) AS phone_masked,
    coalesce(q.township, g.township, k.stated_township) AS township,
    coalesce(q.village, g.village, k.stated_village) AS village,
    CASE
        WHEN c.kinds >= p('lead_colour.red_signals') OR k.is_urgent THEN '红'
        WHEN c.kinds >= p('lead_colour.orange_signals') THEN '橙'
        WHEN c.strongest >= p('lead_colour.yellow_strength') THEN '黄'
        ELSE '蓝'
    END AS colour,
    k.is_urgent,
    k.is_identity_confirmed,
    c.signals,
    w.explanation,
    round(
        round(p('index.signals')::DOUBLE * least(1, c.strength / p('index.full_strength')), 4)
        + round(
            p('index.labour')::DOUBLE * coalesce(
                a.without / nullif(a.persons, 0),
                CASE
                    WHEN p.birth_date IS NULL THEN 0
                    WHEN date_sub('year', p.birth_date, as_of())
                        BETWEEN p('labour.first_age') AND p('labour.last_age') THEN 0
                    ELSE 1
                END
            ),
            4
        ),
        4
    )::DOUBLE AS hardship_index,
    CASE WHEN u.resident_id IS NULL THEN '待授权' ELSE '已授权' END AS authorisation,
    CASE WHEN k.is_urgent THEN as_of() + (p('urgent_aid.hours') / 24)::INTEGER ELSE review_due_on() END AS due_on,
    CASE
        WHEN d.outcome NOT IN ('50', '51') AND y.lead_id IS NULL THEN 'answered'
        WHEN EXISTS (
                FROM store.core.signal_log g
                WHERE g.subject = k.lead_id AND g.batch_number < batch_number()
            ) THEN 'repeated'
        ELSE 'new'
    END AS state,
    d.outcome,
    d.outcome_on
FROM known k
CROSS JOIN last
JOIN coloured c USING (lead_key)
JOIN wording w USING (lead_key)
LEFT JOIN lead_people p USING (person_no)
LEFT JOIN contact q USING (person_no)
LEFT JOIN located g USING (person_no)
LEFT JOIN ages a ON a.hukou_number = k.hukou_number
LEFT JOIN authorised u ON u.resident_id = p.resident_id
LEFT JOIN answered d ON d.lead_id = k.lead_id
LEFT JOIN asked_anew y ON y.lead_id = k.lead_id;

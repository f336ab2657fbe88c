-- match_queue: one row per T3 or T4 pair (delivered ID text and name, person of a roster or application) that matters
-- and nobody has judged. It matters when it raised 身份待确认 (doubted_evidence), or when one row of its kind is enough to
-- (decisive_kinds).
CREATE OR REPLACE TABLE match_queue AS
WITH listed AS (
    SELECT l.person_no, list(DISTINCT k.household_id ORDER BY k.household_id) AS household_ids
    FROM known_links l
    JOIN known_people k USING (known_no)
    WHERE k.register IN ('roster', 'application') AND l.tier <> 'conflict'
    GROUP BY l.person_no
),

doubtful AS (
    SELECT
        coalesce(id_text_of(m.odd_id, m.key), '') AS id_text,
        coalesce(m.name, '') AS name,
        x.*,
        m.birth_date,
        m.phone,
        m.address,
        e.kind,
        e.file || '/' || e.sheet || '/' || e.row AS source,
        d.evidence_id IS NOT NULL AS raised,
        e.kind IN (SELECT kind FROM decisive_kinds) AS may_raise,
        l.household_ids
    FROM matches x
    JOIN listed l USING (person_no)
    JOIN mentions m ON m.evidence_id = x.evidence_id AND m.party = x.party
    JOIN evidence e ON e.evidence_id = x.evidence_id
    LEFT JOIN (SELECT DISTINCT evidence_id FROM doubted_evidence) d ON d.evidence_id = x.evidence_id
    WHERE x.tier IN ('T3', 'T4')
),

parts AS (
    SELECT
        evidence_id,
        party,
        list(step.rule || '=' || round(step.score, 4) ORDER BY round(step.score, 4) DESC, step.rule) AS parts
    FROM match_steps
    SEMI JOIN doubtful USING (evidence_id, party)
    GROUP BY evidence_id, party
),

pairs AS (
    SELECT
        d.id_text,
        d.name,
        d.person_no,
        min(d.birth_date) AS birth_date,
        min(d.phone) AS phone,
        min(d.address) AS address,
        min(d.tier) AS tier,
        max(d.score) AS score,
        arg_max(d.reason, (d.score, d.evidence_id)) AS reason,
        arg_max(p.parts, (d.score, d.evidence_id)) AS parts,
        list(DISTINCT d.kind ORDER BY d.kind) AS kinds,
        list(DISTINCT d.source ORDER BY d.source) AS source_rows,
        bool_or(d.raised) AS raised,
        bool_or(d.may_raise) AS may_raise,
        any_value(d.household_ids) AS household_ids
    FROM doubtful d
    JOIN parts p USING (evidence_id, party)
    GROUP BY d.id_text, d.name, d.person_no
)

SELECT
    $batch_id
    || '-M'
    || lpad(
        (row_number() OVER (ORDER BY q.raised DESC, q.household_ids, n.resident_id, q.name, q.id_text))::VARCHAR, 4, '0'
    ) AS pair_id,
    $batch_id AS batch_id,
    q.id_text,
    q.name,
    q.birth_date,
    q.phone,
    q.address,
    q.person_no,
    n.resident_id,
    n.name AS person_name,
    q.household_ids,
    q.tier,
    q.score,
    q.reason,
    q.parts,
    q.kinds,
    q.source_rows,
    q.raised
FROM pairs q
JOIN people n USING (person_no)
ANTI JOIN
    judgements j ON
    coalesce(j.id_text, '') = q.id_text AND coalesce(j.name, '') = q.name AND j.resident_id = n.resident_id
    AND coalesce(j.person_name, '') = coalesce(n.name, '')
WHERE q.raised OR q.may_raise;

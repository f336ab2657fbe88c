-- plan_kinds: one row per kind of subject and aid item whose conditions all hold (docs/rules.md#plans), with the
-- signals that speak for it.
CREATE OR REPLACE TABLE plan_kinds AS
WITH kinds AS (
    SELECT
        kind,
        any_value(programme) AS programme,
        any_value(colour) AS colour,
        any_value(signals) AS signals,
        any_value(meets) AS meets
    FROM plan_subjects
    GROUP BY kind
),

fitting AS (
    SELECT k.*, i.item_id
    FROM kinds k
    JOIN catalogue_items i ON CASE WHEN k.programme IS NOT NULL THEN i.for_households ELSE i.for_leads END
    WHERE (i.any_signals = 0 OR EXISTS (
        FROM catalogue_signals c
        WHERE c.item_id = i.item_id AND c.mode = 'any' AND list_contains(k.signals, c.signal)
    ))
    AND NOT EXISTS (
        FROM catalogue_signals c
        WHERE c.item_id = i.item_id AND c.mode = 'all' AND NOT list_contains(k.signals, c.signal)
    )
    AND (
        i.programmes = 0
        OR k.programme IS NULL
        OR EXISTS (FROM catalogue_programmes c WHERE c.item_id = i.item_id AND c.programme = k.programme)
    )
    AND (i.colours = 0 OR EXISTS (FROM catalogue_colours c WHERE c.item_id = i.item_id AND c.colour = k.colour))
    AND (i.bounds = 0 OR list_contains(k.meets, i.item_id))
)

SELECT f.kind, f.item_id, string_agg(DISTINCT g.title, '、' ORDER BY g.title) AS reason
FROM fitting f
LEFT JOIN catalogue_signals c ON c.item_id = f.item_id AND list_contains(f.signals, c.signal)
LEFT JOIN signals g ON g.signal = c.signal
GROUP BY f.kind, f.item_id;

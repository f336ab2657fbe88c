-- One row per disability certificate, as evidence `disability`. A cell may name several kinds, each with its level; the
-- level column speaks when the kinds carry none. Severe = level 1 or 2 in any kind, or level 3 of 智力 or 精神.
WITH kinds_named AS (
    SELECT
        source,
        kinds,
        level,
        issued_on,
        valid_until,
        status,
        regexp_extract_all(kinds, '(视力|听力|言语|肢体|智力|精神|多重)[^视听言肢智精多]*') AS parts
    FROM facts
),

levelled AS (
    SELECT
        *,
        list_transform(parts, p -> {
            'is_mental': starts_with(p, '智力') OR starts_with(p, '精神'),
            'level': nullif(regexp_extract(translate(p, '一二三四１２３４', '12341234'), '[1-4]'), '')
        }) AS named,
        nullif(regexp_extract(translate(coalesce(level, ''), '一二三四１２３４', '12341234'), '[1-4]'), '') AS column_level
    FROM kinds_named
),

resolved AS (
    SELECT
        *,
        CASE
            WHEN len(list_filter(named, n -> n.level IS NOT NULL)) > 0 THEN named
            ELSE list_transform(CASE
                    WHEN len(named) > 0 THEN named
                    ELSE [{ 'is_mental': false, 'level': NULL::VARCHAR }]
                END,
                n -> { 'is_mental': n.is_mental, 'level': column_level })
        END AS judged
    FROM levelled
)

SELECT
    source,
    'disability' AS kind,
    status,
    issued_on AS happened_on,
    valid_until AS ended_on,
    concat_ws(' ', kinds, level) AS label,
    list_min(list_transform(judged, n -> n.level::INTEGER)) AS quantity,
    CASE
        WHEN len(list_filter(judged, n -> n.level IN ('1', '2') OR (n.level = '3' AND n.is_mental))) > 0 THEN 'severe'
        ELSE 'other'
    END AS category
FROM resolved

-- broken_texts: one row per suspect, its ID text taken apart. is_slip: damaged; first_15: rounded; head, tail: what a
-- mask left.
CREATE OR REPLACE TEMP TABLE broken_texts AS
SELECT DISTINCT
    text,
    name,
    key,
    key IS NULL AS is_slip,
    CASE WHEN regexp_full_match(text, '[1-9][0-9]{14}000') THEN left(text, 15)::BIGINT END AS first_15,
    CASE
        WHEN regexp_full_match(text, '[1-9][0-9]*[*]+[0-9]*[0-9X]?') AND length(replace(text, '*', '')) BETWEEN 6 AND 17
            THEN regexp_extract(text, '^[0-9]+')
    END AS head,
    regexp_extract(text, '[0-9X]*$') AS tail
FROM suspects;

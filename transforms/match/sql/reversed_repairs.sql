-- reversed_repairs: one row per mention with a valid ID nobody known bears and known person whose own damaged ID it may be (T3 b, the other way round).
CREATE OR REPLACE TEMP TABLE reversed_repairs AS
WITH unknown AS (SELECT evidence_id, party, key, name FROM mention_known WHERE pid IS NULL AND key IS NOT NULL),
own AS (
    SELECT pid, name, CASE WHEN regexp_full_match(id_text, '[1-9][0-9]{14}000') THEN left(id_text, 15)::BIGINT END AS first_15,
           CASE WHEN regexp_full_match(id_text, '[1-9][0-9]*[*]+[0-9]*[0-9X]?') AND length(replace(id_text, '*', '')) BETWEEN 6 AND 17
                THEN regexp_extract(id_text, '^[0-9]+') END AS head,
           regexp_extract(id_text, '[0-9X]*$') AS tail
    FROM known_persons WHERE key IS NULL
)
SELECT u.evidence_id, u.party, s.pid, s.damage, s.place FROM unknown u JOIN own_slips s ON s.key = u.key
UNION ALL
SELECT u.evidence_id, u.party, o.pid, 'rounded', NULL FROM unknown u JOIN own o ON o.first_15 = u.key // 100
UNION ALL
SELECT u.evidence_id, u.party, o.pid, 'masked', NULL FROM unknown u JOIN own o ON o.name = u.name AND o.head IS NOT NULL
WHERE starts_with(resident_id_of(u.key), o.head) AND ends_with(resident_id_of(u.key), o.tail);

-- numbered: one row per person, known or not, numbered by resident ID, then name.
CREATE OR REPLACE TEMP TABLE numbered AS
SELECT row_number() OVER (ORDER BY id_text, name, pid) AS person_no, *
FROM (SELECT pid, key, id_text, name, birth FROM known_persons
      UNION ALL
      SELECT NULL, key, resident_id_of(key), name, (key // 1000 % 100000000)::INTEGER FROM strangers);

-- keyed: one row per clean row and place in force, with a hash of its fact key: equal keys have equal hashes.
CREATE OR REPLACE TEMP TABLE keyed AS
SELECT c.rowid AS clean_row, c.row, p.place_no, p.rank, ${key_hash} AS key_hash
FROM ${clean} AS c
JOIN places AS p
ON p.content_id = c.content_id AND p.sheet IS NOT DISTINCT FROM c.sheet AND p.sender = ${sender}

-- strangers: one row per valid ID of evidence that no known person bears, with its smallest name; has_names: it came with more than one.
CREATE OR REPLACE TABLE strangers AS
SELECT m.key, coalesce(min(nullif(m.name, '')), '') AS name, min(m.name) <> max(m.name) AS has_names
FROM mention_ids m ANTI JOIN known_persons p ON p.key = m.key ANTI JOIN taken t ON t.evidence_id = m.evidence_id AND t.party = m.party
WHERE m.key IS NOT NULL GROUP BY m.key;
